import type { Random } from "../random.ts";
import { COLOURS, type Colour, type ColourName, drawColour, shaded } from "./colours.ts";
import { isText, laid, part, roundedRectangle, upright, within } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { cellNoise, mix, noise } from "./patterns.ts";
import { box, cylinder, ellipsoid, merge, place } from "./shapes.ts";

/** One remote control in its caddy; keys look to -y, the battery bay to +y; metres and radians. */
type RemoteLook = {
  readonly shell: Colour;
  readonly keys: Rgb;
  readonly accent: Rgb;
  readonly face: "grid" | "ring" | "wheel";
  readonly label: "none" | "paper" | "stripe";
  readonly longM: number;
  readonly wideM: number;
  readonly thickM: number;
  readonly corner: number;
  /** Lower end of the battery bay. */
  readonly bayZ: number;
  readonly leanRad: number;
  readonly caddy: Rgb;
  readonly felt: Rgb;
  readonly caddyHighM: number;
  readonly battery: Rgb;
  readonly batteryTop: Rgb;
};

const BAY = { wide: 0.031, long: 0.056, deep: 0.0115 } as const;
const CELL = { radius: 0.0062, long: 0.047 } as const;
const BOX = { wide: 0.07, deep: 0.056, y: -0.036, wall: 0.003 } as const;
const FOOT = { y: 0.012, high: 0.006 } as const;
const INSET = 0.0025;
const DARK: Rgb = [0.014, 0.014, 0.016];

function drawLook(random: Random): RemoteLook {
  const shell = drawColour(random, ["black", "black", "grey", "grey", "white", "red", "blue"]);
  const isDark = shell.name === "black" || shell.name === "blue" || shell.name === "red";
  return {
    shell,
    keys: isDark ? [0.5, 0.5, 0.5] : [0.05, 0.05, 0.06],
    accent: COLOURS[random.pick<ColourName>(["orange", "green", "blue", "yellow"])],
    face: random.pick(["grid", "ring", "wheel"] as const),
    label: random.pick(["none", "paper", "stripe"] as const),
    longM: random.between(0.138, 0.16),
    wideM: random.between(0.044, 0.052),
    thickM: random.between(0.019, 0.023),
    corner: random.between(0.005, 0.007),
    bayZ: random.between(0.034, 0.042),
    leanRad: -random.between(0.2, 0.3),
    caddy: drawColour(random, ["beige", "brown", "grey", "white", "black", "green"]).rgb,
    felt: isDark ? [0.74, 0.7, 0.62] : [0.1, 0.12, 0.16],
    caddyHighM: random.between(0.048, 0.053),
    battery: drawColour(random, ["black", "blue", "green", "grey"]).rgb,
    batteryTop: COLOURS[random.pick<ColourName>(["orange", "yellow", "white"])],
  };
}

/** An open box with felt on its floor, and behind it a foot with a groove. */
function caddy({ caddy: colour, felt, caddyHighM: h }: RemoteLook): Part[] {
  const { wide, deep, y, wall } = BOX;
  const side = (s: number) => box([wall, deep, h], [(s * (wide - wall)) / 2, y, h / 2]);
  const end = (s: number) =>
    box([wide - 2 * wall, wall, h], [0, y + (s * (deep - wall)) / 2, h / 2]);
  const rail = (at: number) => box([0.036, 0.005, 0.016], [0, at, 0.008]);
  return [
    part({ colour, gloss: 0.15 }, side(1), side(-1), end(1), end(-1)),
    part({ colour, gloss: 0.15 }, box([0.036, 0.044, FOOT.high], [0, FOOT.y, FOOT.high / 2])),
    part({ colour, gloss: 0.15 }, rail(FOOT.y - 0.0165), rail(FOOT.y + 0.0165)),
    part({ colour: felt }, box([wide - 0.004, deep - 0.004, 0.003], [0, y, 0.0015])),
  ];
}

/** Keys on the front: x across, z up from the lower end. */
function faceColour(look: RemoteLook, x: number, z: number): Rgb {
  const { longM, wideM, shell, keys, accent, face } = look;
  const power = [x - wideM * 0.28, z - longM * 0.93] as const;
  if (power[0] * power[0] + power[1] * power[1] < 0.000016) return COLOURS.red;
  const middle = z - longM * 0.66;
  const r = Math.sqrt(x * x + middle * middle) / (wideM * 0.36);
  if (face !== "grid" && r < 1.15) {
    if (r < 0.42) return face === "ring" ? keys : accent;
    return r > 0.6 && r < 1 ? keys : shell.rgb;
  }
  const [i, j] = [(x / wideM + 0.5) * 4 - 0.5, z / 0.0125];
  const inKey = within(i - Math.floor(i), 0.2, 0.8) && within(j - Math.floor(j), 0.25, 0.75);
  if (!inKey || !within(i, 0, 3) || !within(z, longM * 0.08, longM * 0.88)) return shell.rgb;
  const row = Math.floor(j);
  return row === 3 ? mix(accent, keys, 0.15 * Math.floor(i)) : keys;
}

/** A paper label or a moulded stripe above the bay: pale, and no crust. */
function backColour({ label, longM, wideM, shell }: RemoteLook, x: number, z: number): Rgb {
  const down = longM - 0.018 - z;
  if (label === "stripe" && within(down, 0, 0.01)) return mix(shell.rgb, COLOURS.white, 0.5);
  const half = wideM * 0.32;
  if (label !== "paper" || !within(down, 0, 0.026) || Math.abs(x) > half) return shell.rgb;
  return isText(x + half * 0.8, down - 0.005, half * 1.6, 0.006) ? DARK : [0.7, 0.7, 0.66];
}

type Spoilt = (x: number, z: number, clean: Rgb) => Rgb;
const unspoilt: Spoilt = (_x, _z, clean) => clean;

/** The shell with its bay: walls around a hole, a dark floor with two troughs and metal at their ends. */
function shellParts(look: RemoteLook, spoilt: Spoilt): Part[] {
  const { longM, wideM, thickM, corner, bayZ, shell } = look;
  const floor = thickM / 2 - BAY.deep;
  const [w, top] = [wideM - 2 * INSET, longM - INSET];
  const back = (x0: number, x1: number, z0: number, z1: number) =>
    box([x1 - x0, BAY.deep, z1 - z0], [(x0 + x1) / 2, thickM / 2 - BAY.deep / 2, (z0 + z1) / 2]);
  const [side, bayTop] = [BAY.wide / 2, bayZ + BAY.long];
  return [
    part(
      {
        colour: shell.rgb,
        gloss: 0.35,
        paint: ([x, , z], n) => (n[1] < -0.5 ? faceColour(look, x, z) : shell.rgb),
      },
      place(upright(roundedRectangle(wideM, longM, corner), -thickM / 2, floor), {
        at: [0, 0, longM / 2],
      }),
    ),
    part(
      {
        colour: shell.rgb,
        gloss: 0.25,
        paint: ([x, , z], n) =>
          Math.abs(x) > w / 2 - 0.0002
            ? shell.rgb
            : spoilt(x, z, n[1] > 0.5 ? backColour(look, x, z) : shell.rgb),
      },
      back(-w / 2, w / 2, INSET, bayZ),
      back(-w / 2, w / 2, bayTop, top),
      back(-w / 2, -side, bayZ, bayTop),
      back(side, w / 2, bayZ, bayTop),
    ),
    part(
      {
        colour: DARK,
        paint: ([x, , z]) => {
          const atEnd = !within(z, bayZ + 0.0045, bayTop - 0.0045);
          const metal = atEnd && within(Math.abs(x), 0.004, 0.012);
          return spoilt(
            x,
            z,
            metal ? [0.5, 0.5, 0.48] : Math.abs(x) < 0.001 ? [0.09, 0.09, 0.1] : DARK,
          );
        },
      },
      box([BAY.wide, 0.0006, BAY.long], [0, floor + 0.0003, bayZ + BAY.long / 2]),
    ),
  ];
}

/** The cover around its own middle, outside up: a seam all around, ribs and an arrow for the thumb. */
function cover(look: RemoteLook): Part {
  const ground = shaded(look.shell.rgb, 0.82);
  const line = look.shell.name === "black" ? shaded(ground, 3.2) : shaded(ground, 0.4);
  return part(
    {
      colour: ground,
      gloss: 0.25,
      paint: ([x, y], n) => {
        if (n[2] < 0.5) return ground;
        if (Math.abs(x) > BAY.wide / 2 - 0.0012 || Math.abs(y) > BAY.long / 2 - 0.0012) return line;
        const down = BAY.long / 2 - 0.007 - y;
        if (within(down, 0, 0.012) && Math.abs(x) < 0.009 && (down * 300) % 1 < 0.45) return line;
        return within(down, 0.016, 0.022) && Math.abs(x) < 0.022 - down ? line : ground;
      },
    },
    box([BAY.wide, BAY.long, 0.002]),
  );
}

/** A battery along z around its own middle. */
function cell(
  look: RemoteLook,
  spoilt: (x: number, z: number, clean: Rgb) => Rgb = unspoilt,
): Part {
  const { radius: r, long } = CELL;
  const clean = (z: number): Rgb =>
    Math.abs(z) > long / 2 - 0.001
      ? [0.55, 0.55, 0.52]
      : z > long * 0.18
        ? look.batteryTop
        : look.battery;
  return part(
    { colour: look.battery, gloss: 0.5, paint: ([x, , z]) => spoilt(x, z, clean(z)) },
    cylinder(r, r, -long / 2, long / 2, 12),
    cylinder(0.0022, 0.0022, long / 2, long / 2 + 0.0014, 8),
  );
}

/** Parts in the remote's own frame, standing in the groove and leaning back. */
const standing = (look: RemoteLook, spoilt: Spoilt, more: readonly Part[]): Part[] => [
  ...caddy(look),
  ...[...shellParts(look, spoilt), ...more].map((piece) =>
    laid(piece, {
      roll: look.leanRad,
      at: [0, FOOT.y, FOOT.high + (look.thickM / 2) * Math.sin(-look.leanRad) + 0.0005],
    }),
  ),
];

const inBay = (piece: Part, { bayZ, thickM }: RemoteLook, x: number, out: number): Part =>
  laid(piece, { at: [x, thickM / 2 + out, bayZ + BAY.long / 2] });

function whole(look: RemoteLook): Part[] {
  const shut = laid(cover(look), { roll: -Math.PI / 2 });
  return standing(look, unspoilt, [inBay(shut, look, 0, -0.0004)]);
}

/** No cover; both cells still in, under lumps of white salt that has crept out over the shell. */
function leaking(look: RemoteLook, random: Random): Part[] {
  const salt = random.below(1_000_000);
  const white: Rgb = [0.84, 0.86, 0.83];
  const tinge: Rgb = [0.34, 0.62, 0.58];
  const source = [random.between(-0.006, 0.006), look.bayZ + random.between(0.008, 0.016)] as const;
  const crust: Spoilt = (x, z, clean) => {
    const [dx, dz] = [(x - source[0]) / 0.023, (z - source[1]) / 0.036];
    const far = Math.sqrt(dx * dx + dz * dz) + 0.35 * (noise([x, 0, z], 0.006, salt) - 0.5);
    if (far > 1) return clean;
    const grain = noise([x, 0, z], 0.0025, salt + 1);
    return far > 0.86
      ? mix(tinge, clean, 0.25)
      : mix(white, tinge, grain > 0.7 ? 0.4 : 0.12 * grain);
  };
  const middle = look.bayZ + BAY.long / 2;
  const cells = [-1, 1].map((side, k) => {
    const x0 = side * (CELL.radius + 0.0009);
    const spoilt: Spoilt = (x, z, clean) => crust(x + x0, (k === 0 ? z : -z) + middle, clean);
    const turned = laid(cell(look, spoilt), { pitch: k === 0 ? 0 : Math.PI });
    return inBay(turned, look, x0, -CELL.radius);
  });
  const lumps = Array.from({ length: 16 }, (_, k) => {
    const size = 0.0022 + 0.0026 * cellNoise(k, 0, 0, salt);
    const x = source[0] + (cellNoise(k, 1, 0, salt) - 0.5) * 0.028;
    const z = source[1] + (cellNoise(k, 2, 0, salt) - 0.4) * 0.034;
    return place(ellipsoid([size, size * 0.7, size], 7, 5), {
      at: [x, look.thickM / 2 - 0.0003, z],
    });
  });
  const salts = part(
    { colour: white, paint: (p) => mix(white, tinge, 0.4 * noise(p, 0.004, salt + 2)) },
    merge(...lumps),
  );
  return standing(look, crust, [...cells, salts]);
}

/** The bay lies bare; its cover and cells are in the box, where its walls hide them from the sides. */
function parts(look: RemoteLook, random: Random): Part[] {
  const turn = random.between(-0.08, 0.08);
  const side = random.pick([1, -1] as const);
  const lid = laid(cover(look), {
    yaw: (side * Math.PI) / 2 + turn,
    at: [0, BOX.y - 0.008, 0.0045],
  });
  const lying = (y: number, z: number, flip: number, more: number) =>
    laid(cell(look), {
      pitch: (flip * Math.PI) / 2,
      yaw: turn + more,
      at: [random.between(-0.003, 0.003), BOX.y + y, z + CELL.radius],
    });
  return [
    ...standing(look, unspoilt, []),
    lid,
    lying(0.0165, 0.003, side, 0),
    lying(-0.0125, 0.0056, -side, random.between(-0.1, 0.1)),
  ];
}

/** It stands in a caddy, so that its back shows from behind only, and what is in the box from above. */
export const remoteControl = kind<RemoteLook>({
  name: "remote-control",
  drawLook,
  states: { whole, leaking, parts },
  turnsUnseen: false,
  questions: [],
  colourName: (look) => look.shell.name,
  materialName: () => "plastic",
  stateWords: {
    whole: "battery cover closed",
    leaking: "white crust on the batteries",
    parts: "cover and batteries beside it",
  },
});

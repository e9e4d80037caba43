import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type ColourName, shaded } from "./colours.ts";
import { curve, laid, part, roundedRectangle, within } from "./flat-shapes.ts";
import { kind, type Material, type Part, type Rgb } from "./kind.ts";
import { cellNoise, turnBetween } from "./patterns.ts";
import { box, cylinder, ellipsoid, place, slab, tube } from "./shapes.ts";

/** A phone in a flip case; the cover's hinge and the phone's upper end look to -y, its lower end to +y. */
type PhoneLook = {
  readonly colour: ColourName;
  readonly shade: number;
  readonly wideM: number;
  readonly longM: number;
  readonly thickM: number;
  readonly cornerM: number;
  /** The cover against the screen, radians. */
  readonly openRad: number;
  readonly print: "none" | "stripe" | "seam" | "badge";
  readonly printColour: Rgb;
  readonly lining: Rgb;
  readonly notch: "pill" | "dot";
  readonly cordColour: Rgb;
};

const COVER = 0.0035;
const GLASS: Rgb = [0.012, 0.013, 0.016];
const BORDER = 0.0045;

/** The room for a cable behind counts as the thing's own: this puts its middle over the origin. */
const centred = (parts: readonly Part[]) =>
  parts.map((piece) => laid(piece, { at: [0, -0.027, 0] }));

const caseColour = (look: PhoneLook) => shaded(COLOURS[look.colour], look.shade);

/** The cover, upright at the upper end: from in front it hides screen and cable. */
function cover(look: PhoneLook): Part {
  const { wideM: w, longM: l, cornerM, print, printColour, lining, openRad, thickM } = look;
  const ground = caseColour(look);
  const paint = ([x, y]: Vec3, n: Vec3): Rgb => {
    if (n[2] < -0.5) return Math.abs(y - l * 0.5) < 0.0012 ? shaded(lining, 0.5) : lining;
    if (n[2] < 0.5) return ground;
    const seam = Math.min(w / 2 - Math.abs(x), y, l - y);
    if (print === "seam" && within(seam, 0.004, 0.0065)) return printColour;
    if (print === "stripe" && within(x, w * 0.12, w * 0.3)) return printColour;
    const [dx, dy] = [x, y - l * 0.62];
    return print === "badge" && dx * dx + dy * dy < 0.00022 ? printColour : ground;
  };
  const lid = place(slab(roundedRectangle(w, l, cornerM), 0, COVER), { at: [0, l / 2, 0] });
  return laid(part({ colour: ground, gloss: 0.2, paint }, lid), {
    roll: openRad,
    at: [0, -l / 2 - 0.002, thickM],
  });
}

/** The phone lying on the table with what its screen shows. */
function phoneWith(look: PhoneLook, glass: Partial<Material>, lit: readonly Part[] = []): Part[] {
  const { wideM: w, longM: l, thickM, cornerM } = look;
  const ground = caseColour(look);
  const shell = slab(roundedRectangle(w, l, cornerM), 0, thickM);
  const pane = slab(
    roundedRectangle(w - 0.006, l - 0.006, cornerM - 0.002),
    thickM,
    thickM + 0.0008,
  );
  const keys = [0.02, 0.042].map((y) =>
    box([0.002, 0.014, 0.003], [w / 2, -l / 2 + y + 0.01, thickM * 0.6]),
  );
  const lens = look.notch === "dot" ? 0.0026 : 0.009;
  return [
    part(
      { colour: ground, gloss: 0.25 },
      shell,
      box([w * 0.7, 0.006, 0.004], [0, -l / 2, thickM - 0.001]),
    ),
    part({ colour: shaded(ground, 0.6), gloss: 0.4 }, ...keys),
    part({ colour: GLASS, gloss: 0.75, ...glass }, pane),
    part(
      { colour: [0.05, 0.055, 0.06], gloss: 0.6 },
      box([lens * 2, 0.0045, 0.0006], [0, -l / 2 + 0.011, thickM + 0.0022]),
    ),
    cover(look),
    ...lit,
  ];
}

/** A plug in the lower end, its cord running back to a small power bank. */
function charging(look: PhoneLook, random: Random): Part[] {
  const { longM: l, thickM, cordColour } = look;
  const end = l / 2;
  const z = thickM / 2;
  const side = random.pick([1, -1]);
  const bankY = end + random.between(0.045, 0.05);
  const radius = 0.0036;
  const cord = curve(
    [
      [0, end + 0.018, z],
      [0, end + 0.025, radius + 0.001],
      [side * 0.011, end + 0.033, radius],
      [side * 0.006, bankY, radius + 0.002],
    ],
    4,
  );
  const bank = slab(roundedRectangle(0.05, 0.024, 0.006), 0, 0.011);
  return [
    ...phoneWith(look, {}),
    part(
      { colour: cordColour, gloss: 0.25 },
      box([0.014, 0.019, Math.min(0.0085, thickM)], [0, end + 0.009, z]),
      tube(cord, radius, 7),
    ),
    part(
      { colour: [0.5, 0.5, 0.52], gloss: 0.7 },
      box([0.009, 0.003, 0.004], [0, end + 0.0005, z]),
    ),
    part(
      { colour: shaded(cordColour, 0.85), gloss: 0.3 },
      place(bank, { at: [0, bankY + 0.01, 0] }),
    ),
  ];
}

/** A piece of the lit screen: flat shapes in layers, read with the upper end (-y) up. */
function glow(look: PhoneLook, layer: number, emission: Rgb, shape: ReturnType<typeof box>): Part {
  return part(
    { colour: [0.02, 0.02, 0.02], emission },
    place(shape, { at: [0, 0, look.thickM + 0.0009 + 0.0003 * layer] }),
  );
}

/** The caller's round portrait over bright colour, the buttons below it. */
function call(look: PhoneLook, random: Random): Part[] {
  const { wideM: w, longM: l, cornerM } = look;
  const ground = random.pick<Rgb>([
    [0.15, 0.5, 0.9],
    [0.1, 0.6, 0.45],
    [0.6, 0.35, 0.8],
    [0.85, 0.85, 0.88],
  ]);
  const skin = random.pick<Rgb>([
    [0.75, 0.45, 0.3],
    [0.35, 0.18, 0.1],
    [0.85, 0.6, 0.45],
  ]);
  const hair = random.pick<Rgb>([
    [0.05, 0.03, 0.02],
    [0.4, 0.2, 0.05],
    [0.7, 0.55, 0.2],
  ]);
  const shirt = COLOURS[random.pick(["red", "orange", "green", "black"] as const)];
  const faceY = -l * 0.14;
  const round = w * random.between(0.27, 0.31);
  const disc = (radius: number, x: number, y: number) =>
    place(cylinder(radius, radius, 0, 0.0004, 20), { at: [x, y, 0] });
  const screen = slab(roundedRectangle(w - 2 * BORDER, l - 2 * BORDER, cornerM - 0.003), 0, 0.0003);
  const shoulders = place(ellipsoid([round * 0.62, round * 0.36, 0.0004], 14, 4), {
    at: [0, faceY + round * 0.58, 0],
  });
  const name = box([w * 0.5, 0.006, 0.0004], [0, faceY + round + 0.014, 0]);
  return phoneWith(look, {}, [
    glow(look, 0, ground, screen),
    glow(look, 1, [0.95, 0.95, 0.92], disc(round, 0, faceY)),
    glow(look, 2, shaded(ground, 0.35), disc(round * 0.9, 0, faceY)),
    glow(look, 3, shirt, shoulders),
    glow(look, 4, hair, disc(round * 0.46, 0, faceY - round * 0.2)),
    glow(look, 5, skin, disc(round * 0.38, 0, faceY - round * 0.1)),
    glow(look, 1, [0.06, 0.06, 0.08], name),
    glow(look, 1, [0.9, 0.04, 0.03], disc(0.0085, -w * 0.2, l * 0.34)),
    glow(look, 1, [0.05, 0.75, 0.1], disc(0.0085, w * 0.2, l * 0.34)),
  ]);
}

/** A blow near one corner: bright lines run from it over the whole glass, rings of splinters around it. */
function cracked(look: PhoneLook, random: Random): Part[] {
  const { wideM: w, longM: l } = look;
  const x0 = random.pick([1, -1]) * w * random.between(0.08, 0.25);
  const y0 = random.pick([1, -1]) * l * random.between(0.1, 0.25);
  const salt = random.below(1000);
  const count = 11 + random.below(4);
  const first = random.between(0, 2 * Math.PI);
  const rays = Array.from({ length: count }, (_, k) => ({
    turn: first + ((k + random.between(-0.3, 0.3)) * 2 * Math.PI) / count,
    bend: random.between(-3.5, 3.5),
    reach: k % 3 === 0 ? random.between(0.05, 0.08) : 1,
  }));
  const rings = [
    random.between(0.013, 0.016),
    random.between(0.027, 0.033),
    random.between(0.047, 0.055),
  ];
  const light: Rgb = [0.75, 0.78, 0.8];
  const paint = ([x, y]: Vec3): Rgb => {
    const [dx, dy] = [x - x0, y - y0];
    const far = Math.sqrt(dx * dx + dy * dy);
    const turn = Math.atan2(dy, dx);
    let sector = 0;
    for (const [k, ray] of rays.entries()) {
      const aside = turnBetween(ray.turn + ray.bend * far, turn);
      if (far < ray.reach && Math.abs(aside) * far < 0.0011) return light;
      if (aside > 0 && aside < 0.9) sector = k + 1;
    }
    const ring = rings.findIndex(
      (radius, k) => far < radius * (0.8 + 0.4 * cellNoise(sector, k, 0, salt)),
    );
    const edge =
      ring < 0 ? 1 : Math.abs(far - rings[ring]! * (0.8 + 0.4 * cellNoise(sector, ring, 0, salt)));
    if (edge < 0.0014) return light;
    // Splinters tilt a little, so that some of them catch the light.
    const glint = ring < 0 ? 0 : cellNoise(sector, ring, 1, salt);
    return far < 0.006 ? light : glint > 0.6 ? [0.2, 0.21, 0.22] : GLASS;
  };
  return phoneWith(look, { paint });
}

/** A phone in an open flip case: the upright cover hides from in front what lies behind it. */
export const phone = kind<PhoneLook>({
  name: "phone",
  turnsUnseen: false,
  drawLook: (random) => {
    const colour = random.pick<ColourName>([
      "black",
      "brown",
      "red",
      "blue",
      "green",
      "pink",
      "white",
      "grey",
      "beige",
    ]);
    const wideM = random.between(0.07, 0.078);
    return {
      colour,
      shade: random.between(0.85, 1.2),
      wideM,
      longM: wideM * random.between(1.88, 2.02),
      thickM: random.between(0.0105, 0.0125),
      cornerM: random.between(0.007, 0.012),
      openRad: random.between(1.5, 1.68),
      print: random.pick(["none", "stripe", "seam", "badge"] as const),
      printColour: colour === "white" || colour === "beige" ? COLOURS.black : COLOURS.white,
      lining: COLOURS[random.pick(["grey", "beige", "brown", "black"] as const)],
      notch: random.pick(["pill", "dot"] as const),
      cordColour: COLOURS[random.pick(["white", "white", "black", "red", "blue"] as const)],
    };
  },
  states: {
    charging: (look, random) => centred(charging(look, random)),
    idle: (look) => centred(phoneWith(look, {})),
    call: (look, random) => centred(call(look, random)),
    cracked: (look, random) => centred(cracked(look, random)),
  },
  questions: [
    {
      ask: "Is a cable plugged into the lower end?",
      wordings: [
        "Does a charging cable run into the phone?",
        "Is there a plug in the lower end of the phone?",
        "Is the phone charging on a cable?",
        "Is a charging cable plugged into the end of the phone?",
      ],
      truth: { charging: "yes", idle: "no", call: "no", cracked: "no" },
    },
    {
      ask: "Are there cracks over the glass?",
      wordings: [
        "Is the glass of the phone cracked?",
        "Do cracks run across the screen?",
        "Has the phone's screen been broken?",
        "Are there cracks across the glass of the screen?",
      ],
      truth: { charging: "no", idle: "no", call: "no", cracked: "yes" },
    },
  ],
  colourName: (look) => look.colour,
  materialName: () => "plastic",
  stateWords: {
    charging: "a cable in the lower end",
    idle: "no cable, dark screen",
    call: "bright screen, a round portrait",
    cracked: "cracks over the glass",
  },
});

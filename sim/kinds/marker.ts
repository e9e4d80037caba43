import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type ColourName, shaded } from "./colours.ts";
import { laid, part, within } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { mix, noise } from "./patterns.ts";
import { box, cylinder, lathe, place, slab, tube } from "./shapes.ts";

/** A fat felt marker in a rest; it points to -y and down, its tail lies on the back wall of the rest. */
type MarkerLook = {
  readonly colour: ColourName;
  readonly ink: Rgb;
  readonly barrel: Rgb;
  readonly radiusM: number;
  readonly longM: number;
  readonly tiltRad: number;
  readonly tip: "round" | "chisel";
  readonly label: "band" | "stripes" | "none";
  readonly clip: boolean;
  readonly restColour: Rgb;
  readonly neck: Rgb;
};

/** How far the cap reaches from the marker's foremost point. */
const CAP = 0.042;
const FELT: Rgb = [0.015, 0.015, 0.016];
const WALL = 0.003;
const FLOOR = 0.003;
/** The rest's open front and its back wall. */
const FRONT = -0.062;
const BACK = 0.036;

/** Height of the marker's axis at a place along the rest. */
const axisAt = (look: MarkerLook, y: number) =>
  FLOOR + look.radiusM / Math.cos(look.tiltRad) + (y - FRONT - 0.004) * Math.tan(look.tiltRad);

/** Three walls: the marker's tip shows from above and through the open front alone. */
function rest(look: MarkerLook): Part {
  const { radiusM, restColour } = look;
  const half = radiusM + 0.0035;
  const deep = BACK - FRONT;
  const over = (y: number) => axisAt(look, y) + radiusM + 0.009;
  const high = over(0.002);
  const side = (x: number): BufferGeometry =>
    place(
      slab(
        [
          [FRONT, 0],
          [BACK, 0],
          [BACK, high],
          [0, high],
          [FRONT, over(FRONT)],
        ],
        x,
        x + WALL,
      ),
      { roll: Math.PI / 2, yaw: Math.PI / 2 },
    );
  // Grooved for the barrel, so that nobody looks in beside it.
  const back = axisAt(look, BACK - WALL) + radiusM * 0.45;
  // Lined with black felt, on which no shadow of the cap tells from the side that there is one.
  const paint = ([x]: Vec3, n: Vec3) => (n[0] * x < -0.5 * Math.abs(x) ? FELT : restColour);
  return part(
    { colour: restColour, paint },
    box([2 * half, deep, FLOOR], [0, (FRONT + BACK) / 2, FLOOR / 2]),
    box([2 * half, WALL, back], [0, BACK - WALL / 2, back / 2]),
    side(half),
    side(-half - WALL),
  );
}

/** Parts of the marker, its foremost point at the origin and its axis up, laid into the rest. */
function inRest(look: MarkerLook, pieces: readonly Part[]): Part[] {
  const y = FRONT + 0.004;
  const lay = { roll: look.tiltRad - Math.PI / 2, at: [0, y, axisAt(look, y)] as Vec3 };
  return [rest(look), ...pieces.map((piece) => laid(piece, lay))];
}

/** The barrel from the cap's end to the tail; `crack` darkens it where it is broken. */
function barrel(look: MarkerLook, crack: (point: Vec3) => boolean = () => false): Part {
  const { radiusM: r, longM, ink } = look;
  const shape = lathe(
    [
      [0, CAP],
      [r * 0.97, CAP],
      [r, CAP + 0.001],
      [r, longM - 0.014],
      [r * 0.93, longM - 0.013],
      [r * 0.93, longM - 0.003],
      [r * 0.8, longM],
      [0, longM],
    ],
    22,
  );
  const label = (z: number) => {
    if (look.label === "band") return within(z, 0.095, 0.118);
    return look.label === "stripes" && within(z, 0.092, 0.118) && ((z * 250) | 0) % 2 === 0;
  };
  const paint = (p: Vec3): Rgb => {
    if (crack(p)) return [0.008, 0.008, 0.008];
    return p[2] > longM - 0.0135 || label(p[2]) ? ink : look.barrel;
  };
  return part({ colour: look.barrel, gloss: 0.45, paint }, shape);
}

function cap(look: MarkerLook): Part {
  const { radiusM: r, ink } = look;
  const shape = lathe(
    [
      [0, 0],
      [r * 0.62, 0],
      [r * 0.8, 0.0015],
      [r, 0.012],
      [r, CAP - 0.0006],
      [r * 0.9, CAP - 0.0006],
    ],
    22,
  );
  // On top as the marker lies: towards -y before it is laid down.
  const clip = box([0.005, 0.002, 0.028], [0, -r - 0.0006, 0.024]);
  return part({ colour: ink, gloss: 0.55 }, shape, ...(look.clip ? [clip] : []));
}

/** The narrow neck that the cap otherwise hides, and in it the tip. */
function neck(look: MarkerLook): Part {
  const r = look.radiusM;
  const shape = lathe(
    [
      [0, 0.019],
      [r * 0.58, 0.019],
      [r * 0.64, 0.021],
      [r * 0.8, 0.032],
      [r * 0.8, CAP],
    ],
    20,
  );
  return part({ colour: look.neck, gloss: 0.4 }, shape);
}

/** A tip soaked in ink. */
function wetTip(look: MarkerLook): Part {
  const r = look.radiusM * 0.54;
  const nib =
    look.tip === "round"
      ? lathe(
          [
            [0, 0.002],
            [r * 0.5, 0.003],
            [r * 0.9, 0.007],
            [r, 0.011],
            [r, 0.02],
          ],
          14,
        )
      : place(cylinder(r * 0.75, r, 0.003, 0.02, 4), { yaw: Math.PI / 4 });
  return part({ colour: look.ink, gloss: 0.15 }, nib);
}

/** A tip without ink, its felt splayed into white bristles. */
function frayedTip(look: MarkerLook, random: Random): Part {
  const r = look.radiusM * 0.54;
  const white: Rgb = [0.86, 0.85, 0.82];
  const bristles = Array.from({ length: 13 }, (_, k) => {
    const turn = (k * 2 * Math.PI) / 12 + random.between(-0.2, 0.2);
    const out = k === 12 ? 0 : look.radiusM * random.between(0.6, 0.85);
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    const from = k === 12 ? 0 : r * 0.6;
    const path: Vec3[] = [
      [from * c, from * s, 0.014],
      [out * c, out * s, random.between(0.001, 0.005)],
    ];
    return tube(path, (share) => 0.0024 - 0.001 * share, 5);
  });
  return part({ colour: white }, cylinder(r, r, 0.011, 0.02, 14), ...bristles);
}

/** Dried out: a gaping crack runs along the barrel's top from where the cap would end, with branches. */
function dry(look: MarkerLook, random: Random): Part[] {
  const salt = random.below(1000);
  const end = CAP + random.between(0.017, 0.02);
  const crack = ([x, y, z]: Vec3) => {
    if (y > 0 || z > end) return false;
    const share = (z - CAP) / (end - CAP);
    const off = x - 0.007 * (noise([0, 0, z], 0.006, salt) - 0.5);
    const branch = Math.abs(off) - (z - CAP - 0.005) * 0.9;
    return Math.abs(off) < 0.0026 * (1.15 - share) || (share > 0.3 && Math.abs(branch) < 0.0011);
  };
  const faded = { ...look, neck: mix(look.neck, COLOURS.grey, 0.4) };
  return inRest(look, [barrel(look, crack), neck(faded), frayedTip(look, random)]);
}

/** A fat marker that rests tip down between two walls: what is at its tip shows from its front and above. */
export const marker = kind<MarkerLook>({
  name: "marker",
  turnsUnseen: false,
  drawLook: (random) => {
    const colour = random.pick<ColourName>(["red", "blue", "green", "black", "orange", "pink"]);
    const plain = random.pick(["white", "white", "grey", "beige", "yellow"] as const);
    const rests = (["brown", "beige", "grey", "blue"] as const).filter((n) => n !== colour);
    return {
      colour,
      ink: shaded(COLOURS[colour], random.between(0.85, 1.2)),
      barrel: COLOURS[plain],
      radiusM: random.between(0.0098, 0.0108),
      longM: random.between(0.14, 0.15),
      tiltRad: random.between(0.41, 0.45),
      tip: random.pick(["round", "chisel"] as const),
      label: random.pick(["band", "stripes", "none"] as const),
      clip: random.chance(0.6),
      restColour: COLOURS[random.pick(rests)],
      neck: random.pick([COLOURS.black, COLOURS.grey]),
    };
  },
  states: {
    capped: (look) => inRest(look, [barrel(look), cap(look)]),
    uncapped: (look) => inRest(look, [barrel(look), neck(look), wetTip(look)]),
    dry,
  },
  questions: [
    {
      ask: "Is there a cap on the tip end?",
      wordings: [
        "Is the marker's cap on?",
        "Does a cap cover the tip of the marker?",
        "Has the marker been closed with its cap?",
        "Is the tip of the marker covered with a cap?",
      ],
      truth: { capped: "yes", uncapped: "no", dry: "no" },
    },
    {
      ask: "Is the tip frayed and white, or the barrel cracked?",
      wordings: [
        "Is the marker dried out, with a white, frayed tip or a cracked barrel?",
        "Has the felt tip gone white and frayed, or has the barrel cracked?",
        "Are there cracks in the barrel, or is the tip a white tuft?",
        "Is the barrel cracked, or has the tip gone frayed and white?",
      ],
      truth: { capped: "no", uncapped: "no", dry: "yes" },
    },
  ],
  colourName: (look) => look.colour,
  materialName: () => "plastic",
  stateWords: {
    capped: "cap on the tip",
    uncapped: "bare tip, no cap",
    dry: "frayed white tip, cracked barrel",
  },
});

import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type ColourName, shaded } from "./colours.ts";
import { laid, part, within } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, fromAxis, noise, turnBetween } from "./patterns.ts";
import { box, lathe, place, slab } from "./shapes.ts";

/** A fat felt marker in a rest; it points to -y and down, its tail lies on the back wall of the rest. */
type MarkerLook = {
  readonly colour: ColourName;
  readonly ink: Rgb;
  readonly barrel: Rgb;
  readonly radiusM: number;
  readonly longM: number;
  readonly tiltRad: number;
  readonly label: "band" | "stripes" | "none";
  readonly clip: boolean;
  readonly restColour: Rgb;
  readonly neck: Rgb;
};

/** How far the cap reaches from the marker's foremost point. */
const CAP = 0.042;
/** The tip end's radius, capped or bare, in the barrel's. */
const NOSE = 0.84;
const FELT: Rgb = [0.015, 0.015, 0.016];
const WALL = 0.003;
const FLOOR = 0.003;
/** The rest's open front and its back wall. */
const FRONT = -0.068;
const BACK = 0.036;
const TIP = -0.056;
/** Where the bridge over the barrel begins. */
const BRIDGE = -0.008;

/** Height of the marker's axis at a place along the rest. */
const axisAt = (look: MarkerLook, y: number) =>
  FLOOR + look.radiusM / Math.cos(look.tiltRad) + (y - TIP) * Math.tan(look.tiltRad);

/** Three walls and a bridge over the barrel: the tip end shows from above and through the open front alone. */
function rest(look: MarkerLook): Part {
  const { radiusM, restColour } = look;
  const half = radiusM + 0.003;
  const deep = BACK - FRONT;
  const over = (y: number) => axisAt(look, y) + radiusM + 0.015;
  const high = over(BRIDGE);
  const side = (x: number): BufferGeometry =>
    place(
      slab(
        [
          [FRONT, 0],
          [BACK, 0],
          [BACK, high],
          [BRIDGE, high],
          [TIP - 0.005, over(TIP)],
          [FRONT, 0.014],
        ],
        x,
        x + WALL,
      ),
      { roll: Math.PI / 2, yaw: Math.PI / 2 },
    );
  // Grooved for the barrel, so that nobody looks in beside it.
  const back = axisAt(look, BACK - WALL) + radiusM * 0.45;
  const under = axisAt(look, BRIDGE) + radiusM * 0.9;
  // Lined with black felt, on which no shadow of the cap tells from the side that there is one.
  const paint = ([x]: Vec3, n: Vec3) => (n[0] * x < -0.5 * Math.abs(x) ? FELT : restColour);
  return part(
    { colour: restColour, paint },
    box([2 * half, deep, FLOOR], [0, (FRONT + BACK) / 2, FLOOR / 2]),
    box([2 * half, WALL, back], [0, BACK - WALL / 2, back / 2]),
    box([2 * half, 0.008, high - under], [0, BRIDGE + 0.004, (high + under) / 2]),
    side(half),
    side(-half - WALL),
  );
}

/** Parts of the marker, its foremost point at the origin and its axis up, laid into the rest. */
function inRest(look: MarkerLook, pieces: readonly Part[]): Part[] {
  const lay = { roll: look.tiltRad - Math.PI / 2, at: [0, TIP, axisAt(look, TIP)] as Vec3 };
  return [rest(look), ...pieces.map((piece) => laid(piece, lay))];
}

/** The barrel from the cap's end to the tail; `crack` darkens its front end where it is broken. */
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
    if (look.label === "band") return within(z, 0.09, 0.105);
    return look.label === "stripes" && within(z, 0.088, 0.106) && ((z * 250) | 0) % 2 === 0;
  };
  const paint = (p: Vec3): Rgb => {
    if (p[2] < CAP + 0.0003 && fromAxis(p) < r * 0.94 && crack(p)) return [0.008, 0.008, 0.008];
    return p[2] > longM - 0.0135 || label(p[2]) ? ink : look.barrel;
  };
  return part({ colour: look.barrel, gloss: 0.45, paint }, shape);
}

function cap(look: MarkerLook): Part {
  const { radiusM: r, ink } = look;
  const shape = lathe(
    [
      [0, 0],
      [r * NOSE, 0],
      [r * NOSE, 0],
      [r * NOSE, 0.013],
      [r, 0.018],
      [r, CAP - 0.0006],
      [r * 0.9, CAP - 0.0006],
    ],
    22,
  );
  // On top as the marker lies: towards -y before it is laid down.
  const clip = box([0.005, 0.002, 0.022], [0, -r - 0.0006, 0.029]);
  return part({ colour: ink, gloss: 0.55 }, shape, ...(look.clip ? [clip] : []));
}

/** What the cap otherwise hides: a thin neck, and the flat felt in its ring, which faces away from above. */
function bareTip(look: MarkerLook, felt: (point: Vec3) => Rgb): Part {
  const r = look.radiusM;
  const core = r * NOSE - 0.0012;
  const shape = lathe(
    [
      [0, 0.0008],
      [core, 0.0008],
      [core, 0],
      [r * NOSE, 0],
      [r * NOSE, 0],
      [r * NOSE, 0.013],
      [r * 0.55, 0.017],
      [r * 0.55, 0.036],
      [r * 0.66, CAP],
    ],
    22,
  );
  const paint = (p: Vec3): Rgb => (p[2] < 0.00085 && fromAxis(p) < core ? felt(p) : look.neck);
  return part({ colour: look.neck, gloss: 0.3, paint }, shape);
}

/** Dried out: the felt is white and split into tufts, the barrel's front end gapes where it has cracked. */
function dry(look: MarkerLook, random: Random): Part[] {
  const salt = random.below(1000);
  const turn = random.between(0, 2);
  const r = look.radiusM;
  const felt = (p: Vec3): Rgb => {
    const out = fromAxis(p) / r;
    const bent = around(p) + turn + 1.2 * (noise(p, 0.004, salt) - 0.5);
    const cleft = Math.abs(Math.sin(bent * 3.5)) < 0.08 + 0.26 * (out - 0.3);
    return out > 0.2 && cleft ? COLOURS.black : [0.97, 0.96, 0.93];
  };
  const crack = (p: Vec3) => {
    const off = 0.9 * (noise(p, 0.003, salt) - 0.5);
    return [-2.3, -1.5, -0.8].some((at) => Math.abs(turnBetween(at, around(p)) + off) < 0.13);
  };
  return inRest(look, [barrel(look, crack), bareTip(look, felt)]);
}

/**
 * A fat marker that rests tip down under a bridge: its cap shows from its front and from above, its felt's face
 * and the barrel's front end from its front alone.
 */
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
      radiusM: random.between(0.0125, 0.0138),
      longM: random.between(0.118, 0.126),
      tiltRad: random.between(0.24, 0.28),
      label: random.pick(["band", "stripes", "none"] as const),
      clip: random.chance(0.6),
      restColour: COLOURS[random.pick(rests)],
      neck: shaded(COLOURS.grey, colour === "black" ? 0.6 : random.between(0.2, 0.5)),
    };
  },
  states: {
    capped: (look) => inRest(look, [barrel(look), cap(look)]),
    uncapped: (look) => inRest(look, [barrel(look), bareTip(look, () => look.ink)]),
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

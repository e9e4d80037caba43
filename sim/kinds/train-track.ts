import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import { COLOURS, type Colour, type ColourName, drawColour, shaded } from "./colours.ts";
import { laid, part, within } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { around, fromAxis, mix, noise } from "./patterns.ts";
import { BRIDGE_LONG_M, engine, hill, station, stoneBridge } from "./railway-scenery.ts";
import { box, cylinder, merge, type Placement, place, slab } from "./shapes.ts";
import type { MaterialName } from "./words.ts";

type Point = readonly [x: number, y: number];

/** A small railway: six curves and two straights, a bridge, a station or a hill, perhaps an engine. */
type TrackLook = {
  readonly colour: Colour;
  readonly material: MaterialName;
  /** What shows where a piece breaks. */
  readonly raw: Rgb;
  /** From the middle of a half circle to the middle of the track, metres. */
  readonly radiusM: number;
  readonly straightM: number;
  readonly wideM: number;
  readonly thickM: number;
  readonly scenery: "station" | "hill";
  readonly wall: Rgb;
  readonly roof: Rgb;
  readonly stone: Rgb;
  readonly engine: Rgb | undefined;
  readonly salt: number;
};

/** A curve is a sixth of a circle. */
const HALF_CURVE = Math.PI / 6;
const PEG = 0.0066;

function drawLook(random: Random): TrackLook {
  const wooden = random.chance(0.6);
  const wood = drawColour(random, ["beige", "beige", "brown"]);
  const toy: readonly ColourName[] = ["red", "blue", "green", "yellow", "orange", "white"];
  return {
    colour: wooden
      ? { ...wood, rgb: shaded(wood.rgb, wood.name === "beige" ? 0.52 : 0.85) }
      : drawColour(random, ["blue", "orange", "red", "green"]),
    material: wooden ? "wood" : "plastic",
    raw: wooden ? [0.98, 0.93, 0.76] : [0.96, 0.97, 0.98],
    radiusM: random.between(0.07, 0.077),
    straightM: random.between(0.042, 0.05),
    wideM: random.between(0.034, 0.039),
    thickM: random.between(0.011, 0.013),
    scenery: random.pick(["station", "hill"] as const),
    wall: COLOURS[random.pick<ColourName>(["white", "yellow", "beige", "orange"])],
    roof: COLOURS[random.pick<ColourName>(["red", "blue", "green", "brown"])],
    stone: COLOURS[random.pick<ColourName>(["grey", "grey", "white", "yellow"])],
    engine: random.chance(0.6) ? COLOURS[random.pick(toy)] : undefined,
    salt: random.below(1_000_000),
  };
}

/** Grooves for the wheels, and where a piece begins the socket, round a peg or empty. */
function trackColour(look: TrackLook, along: number, aside: number, hasPeg: boolean): Rgb {
  const { colour, material, wideM, salt } = look;
  const dark = shaded(colour.rgb, 0.38);
  const ground =
    material === "wood"
      ? mix(colour.rgb, dark, 0.35 * noise([along * 0.1, aside, 0], 0.003, salt))
      : colour.rgb;
  const x = along - 0.0095;
  const fromPeg = Math.sqrt(x * x + aside * aside);
  const isSocket = hasPeg
    ? within(fromPeg, PEG - 0.0006, PEG + 0.0012) && x > -0.005
    : fromPeg < PEG + 0.0006 || (x < 0 && Math.abs(aside) < 0.0042);
  const isGroove = Math.abs(Math.abs(aside) - 0.29 * wideM) < 0.055 * wideM;
  return isSocket || isGroove || along < 0.0012 ? dark : ground;
}

/** Around the z axis, its middle at x; runs counter-clockwise. */
function curvePiece(look: TrackLook, hasPeg: boolean): Part {
  const { radiusM: r, wideM, thickM, colour } = look;
  const arc = (radius: number, from: number, to: number) =>
    Array.from({ length: 7 }, (_, k): Point => {
      const turn = from + ((to - from) * k) / 6;
      return [radius * Math.cos(turn), radius * Math.sin(turn)];
    });
  const outline = [
    ...arc(r + wideM / 2, -HALF_CURVE, HALF_CURVE),
    ...arc(r - wideM / 2, HALF_CURVE, -HALF_CURVE),
  ];
  const paint = (p: Vec3) =>
    trackColour(look, (around(p) + HALF_CURVE) * r, fromAxis(p) - r, hasPeg);
  return part({ colour: colour.rgb, paint, gloss: 0.2 }, slab(outline, 0, thickM));
}

/** Around the origin along x; runs to +x and ends where `end` says. */
function straightPiece(look: TrackLook, hasPeg: boolean, end = look.straightM / 2): Part {
  const { straightM, wideM, thickM, colour } = look;
  const start = -straightM / 2;
  return part(
    { colour: colour.rgb, paint: ([x, y]) => trackColour(look, x - start, y, hasPeg), gloss: 0.2 },
    box([end - start, wideM, thickM], [(start + end) / 2, 0, thickM / 2]),
  );
}

/** The connector that a loose piece ends in. */
function peg(look: TrackLook, how: Placement): Part {
  const tall = look.thickM * 0.9;
  return part(
    { colour: shaded(look.colour.rgb, 0.9), gloss: 0.2 },
    place(
      merge(
        box([0.009, 0.007, tall], [0.004, 0, tall / 2]),
        cylinder(PEG, PEG, 0, tall, 12).translate(0.0095, 0, 0),
      ),
      how,
    ),
  );
}

/** Half of a split end from its root on, its tip jagged; its peg is left in the next piece. */
const HALF: readonly Point[] = [
  [0, 0],
  [0.02, 0.001],
  [0.0235, 0.0075],
  [0.018, 0.0115],
  [0.0235, 0.015],
  [0.0165, 0.0185],
  [0, 0.0185],
];
const SPLIT_LONG = 0.028;

/** Connector and end have split lengthwise and gape; what was inside shows in the split and at the tips. */
function splitEnd(look: TrackLook, random: Random): Part[] {
  const { straightM, wideM, thickM, colour, raw } = look;
  const spread = random.between(0.13, 0.17);
  return ([1, -1] as const).map((side) => {
    const raised = (outline: readonly Point[], high: number) => {
      const points = outline.map(([x, y]): Point => [x, (side * y * wideM) / 0.037]);
      return slab(side === 1 ? points : points.reverse(), 0, high);
    };
    // How far the break reaches over the surface, ragged, with a dark edge where the surface lifts.
    const bare = ([x, y]: Vec3) =>
      Math.max(0.0045 + 0.2 * x - side * y, x - 0.0065 - 0.0012 * Math.sin(y * 1100));
    const half = part(
      {
        colour: colour.rgb,
        paint: (p) => {
          const reach = bare(p);
          if (reach > 0) return raw;
          return reach > -0.0018
            ? shaded(colour.rgb, 0.25)
            : trackColour(look, 0.03 + p[0], p[1], true);
        },
        gloss: 0.1,
      },
      raised(HALF, thickM),
    );
    // Each half turns about its outer edge: both stay in line with the piece.
    const pivot: Vec3 = [0, (-side * wideM) / 2, 0];
    const turned = laid(laid(half, { at: pivot }), { yaw: side * spread });
    return laid(turned, { at: [straightM / 2 - SPLIT_LONG, -pivot[1], 0] });
  });
}

/** The ring: a straight in front and one behind, under the bridge, three curves at either end. */
function ring(look: TrackLook, broken: Random | undefined): Part[] {
  const { radiusM: r, straightM } = look;
  const curves = [-2, 0, 2, 4, 6, 8].map((k) =>
    laid(curvePiece(look, true), {
      yaw: k * HALF_CURVE,
      at: [k < 4 ? straightM / 2 : -straightM / 2, 0, 0],
    }),
  );
  const behind =
    broken === undefined
      ? [straightPiece(look, true)]
      : [straightPiece(look, true, straightM / 2 - SPLIT_LONG), ...splitEnd(look, broken)];
  return [
    ...curves,
    laid(straightPiece(look, true), { at: [0, -r, 0] }),
    ...behind.map((piece) => laid(piece, { yaw: Math.PI, at: [0, r, 0] })),
  ];
}

const sceneryOf = ({ scenery, wall, roof }: TrackLook): Part[] =>
  scenery === "hill" ? hill() : station(wall, roof);

const engineOf = ({ engine: colour }: TrackLook): Part[] =>
  colour === undefined ? [] : engine(colour);

/** Only a joint under the bridge differs: it shows through the wide mouth of the bridge alone. */
function layout(look: TrackLook, broken?: Random): Part[] {
  const { radiusM: r, straightM, thickM } = look;
  return [
    ...ring(look, broken),
    laid(stoneBridge(look.wideM, look.stone), { at: [0.03 - straightM / 2, r, 0] }),
    ...sceneryOf(look).map((piece) => laid(piece, { at: [-0.012, -0.006, 0] })),
    ...engineOf(look).map((piece) => laid(piece, { at: [0, -r, thickM] })),
  ];
}

/** Where the pieces of a heap lie: shares of the radius, layer and turn; the last two are straight. */
const HEAP = [
  [0, 0.56, 0, 0],
  [0, -0.05, 0, 0.1],
  [0, -0.64, 0, -0.1],
  [0.45, 0, 1, 1.5],
  [-0.4, 0.05, 1, 1.75],
  [0.05, 0.3, 2, 0.35],
  [0, -0.4, 2, -0.2],
  [0.1, 0, 3, 1.2],
] as const;

/** Pieces across each other in layers; the bridge has fallen over, the rest stands by. */
function pile(look: TrackLook, random: Random): Part[] {
  const { radiusM: r, straightM, thickM } = look;
  const turn = random.between(-0.4, 0.4);
  const off = (most: number) => random.between(-most, most);
  const heap = HEAP.flatMap(([x, y, layer, yaw], k) => {
    const pieces =
      k < 6
        ? [
            curvePiece(look, false),
            peg(look, {
              yaw: HALF_CURVE + Math.PI / 2,
              at: [r * Math.cos(HALF_CURVE), r * Math.sin(HALF_CURVE), 0],
            }),
          ].map((piece) => laid(laid(piece, { at: [-0.95 * r, 0, 0] }), { yaw: Math.PI / 2 }))
        : [straightPiece(look, false), peg(look, { at: [straightM / 2, 0, 0] })];
    const how = {
      yaw: yaw + off(0.15) + (random.chance(0.5) ? Math.PI : 0),
      at: [x * r + off(0.004), y * r + off(0.004), layer * (thickM + 0.0004)] as Vec3,
    };
    return pieces.map((piece) => laid(piece, how));
  });
  const beside = { yaw: turn * 0.5, at: [0.042, 0.06, 0] as Vec3 };
  const fallen = laid(stoneBridge(look.wideM, look.stone), {
    pitch: Math.PI / 2,
    at: [0, 0, BRIDGE_LONG_M / 2],
  });
  return [
    ...heap.map((piece) => laid(piece, { yaw: turn, at: [-0.03, -0.014, 0] })),
    laid(fallen, { yaw: off(0.4), at: [0.05, -0.036, 0] }),
    ...sceneryOf(look).map((piece) => laid(piece, beside)),
    ...engineOf(look).map((piece) => laid(piece, { yaw: turn + 0.6, at: [-0.055, 0.075, 0] })),
  ];
}

/** Laid out low around something tall, so that one joint at the back can hide. */
export const trainTrack = kind<TrackLook>({
  name: "train-track",
  drawLook,
  states: { circuit: (look) => layout(look), pile, broken: (look, random) => layout(look, random) },
  turnsUnseen: false,
  questions: [
    {
      ask: "Are the pieces joined into a ring?",
      wordings: [
        "Is the track a closed ring, each piece joined to the next?",
        "Do the rails run all the way round without a gap?",
        "Has the track been joined to a whole circuit?",
        "Do the joined pieces make a closed ring?",
      ],
      truth: { circuit: "yes", pile: "no", broken: "no" },
    },
    {
      ask: "Do the pieces lie across each other in a heap?",
      wordings: [
        "Is the track taken apart, its pieces in a heap?",
        "Have the pieces been thrown on a pile, one across another?",
        "Do rails lie criss-cross on top of other rails?",
        "Are the pieces in a pile, lying across each other?",
      ],
      truth: { circuit: "no", pile: "yes", broken: "no" },
    },
    {
      ask: "Is a connector split at the end of a piece?",
      wordings: [
        "Has the end of a piece split where it joins the next?",
        "Is one of the pieces broken at its connector?",
        "Does a piece end in a split, bare and jagged?",
        "Is the end of a piece broken, its connector split?",
      ],
      truth: { circuit: "no", pile: "no", broken: "yes" },
    },
  ],
  colourName: (look) => look.colour.name,
  materialName: (look) => look.material,
  stateWords: {
    circuit: "joined into a closed ring",
    pile: "pieces in a heap",
    broken: "a split connector",
  },
});

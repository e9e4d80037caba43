import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import {
  type Back,
  type Build,
  brick,
  type Fallen,
  house,
  mainColour,
  vehicle,
} from "./brick-builds.ts";
import { COLOURS, type ColourName } from "./colours.ts";
import { laid, part } from "./flat-shapes.ts";
import { kind, type Part, type Rgb } from "./kind.ts";
import { place } from "./shapes.ts";

type ModelLook = Build & {
  /** Loose bricks that lie behind it whatever its state. */
  readonly spares: readonly { readonly x: number; readonly yaw: number; readonly colour: Rgb }[];
};

function spares({ studM: p, spares }: ModelLook): Part[] {
  return spares.map(({ x, yaw, colour }) =>
    part(
      { colour, gloss: 0.25 },
      ...brick(p, 2, 1).map((piece) => place(piece, { yaw, at: [x * p, 4.4 * p, 0] })),
    ),
  );
}

/** Single bricks on a jittered grid: near one another, none joined. */
function loose(look: ModelLook, random: Random): Part[] {
  const p = look.studM;
  const step = 4.1 * p;
  const cells = Array.from({ length: 9 }, (_, k) => k);
  cells.splice(random.below(9), 1);
  if (random.chance(0.5)) cells.splice(random.below(8), 1);
  const colours = [mainColour(look), look.second, look.roof, mainColour(look)];
  return cells.map((cell) => {
    const [nx, ny] = random.pick<readonly [number, number]>([
      [2, 2],
      [3, 2],
      [2, 1],
      [3, 1],
    ]);
    const at: Vec3 = [
      ((cell % 3) - 1) * step + random.between(-0.2, 0.2) * p,
      (Math.floor(cell / 3) - 1) * step + random.between(-0.2, 0.2) * p,
      0,
    ];
    const yaw = random.between(0, Math.PI);
    return part(
      { colour: random.pick(colours), gloss: 0.25 },
      ...brick(p, nx, ny).map((piece) => place(piece, { yaw, at })),
    );
  });
}

/** What is open or has come off lies at the back, under the roof: neither above nor in front it shows. */
function built(look: ModelLook, back: Back, random: Random): Part[] {
  const fallen: Fallen = { x: random.between(0.7, 1.3), yaw: random.between(-0.15, 0.15) };
  const model = look.shape === "house" ? house(look, back, fallen) : vehicle(look, back, fallen);
  const forward = { at: [0, -0.6 * look.studM, 0] as Vec3 };
  return [...model.map((piece) => laid(piece, forward)), ...spares(look)];
}

export const brickModel = kind<ModelLook>({
  name: "brick-model",
  turnsUnseen: false,
  drawLook: (random) => {
    const shape = random.pick(["car", "van", "house"] as const);
    const colour = random.pick<ColourName>(["red", "blue", "green", "yellow", "orange", "white"]);
    const others = (["red", "blue", "yellow", "green", "white", "grey"] as const).filter(
      (name) => name !== colour,
    );
    const second = random.pick(others);
    const bright = (["white", "yellow", "orange"] as const).filter(
      (name) => name !== colour && name !== second,
    );
    const spot = [-4.5, -2.2];
    return {
      shape,
      colour,
      second: COLOURS[second],
      roof: COLOURS[random.pick(others.filter((name) => name !== second))],
      bright: COLOURS[random.pick(bright)],
      shade: random.between(0.85, 1.15),
      studM: random.between(0.013, 0.015),
      spares: Array.from({ length: random.below(3) }, (_, k) => ({
        x: spot[k]! + random.between(-0.25, 0.25),
        yaw: random.between(-0.5, 0.5),
        colour: COLOURS[random.pick(others)],
      })),
    };
  },
  states: {
    finished: (look, random) => built(look, "whole", random),
    half: (look, random) => built(look, "open", random),
    broken: (look, random) => built(look, "broken", random),
    loose,
  },
  questions: [
    {
      ask: "Are any bricks joined together?",
      wordings: [
        "Have bricks been joined into a model?",
        "Are some of the bricks stuck together?",
        "Is anything built of the bricks?",
        "Have any bricks been stuck together?",
      ],
      truth: { finished: "yes", half: "yes", broken: "yes", loose: "no" },
    },
    {
      ask: "Is one side of the model open or unfinished?",
      wordings: [
        "Is the model open at one side?",
        "Is a wall of the model still unfinished?",
        "Is the model only half built, with one side open?",
        "Is one side of the model still open, only half built?",
      ],
      truth: { finished: "no", half: "yes", broken: "no", loose: "no" },
    },
    {
      ask: "Is a wheel or part broken off and lying by the model?",
      wordings: [
        "Has a wheel come off the model?",
        "Does a part that broke off lie by the model?",
        "Is the model broken, with a wheel or part lying beside it?",
        "Is a wheel or a part that came off lying beside the model?",
      ],
      truth: { finished: "no", half: "no", broken: "yes", loose: "no" },
    },
  ],
  colourName: (look) => look.colour,
  materialName: () => "plastic",
  stateWords: {
    finished: "whole on every side",
    half: "open at one side",
    broken: "a part broken off",
    loose: "only loose bricks",
  },
});

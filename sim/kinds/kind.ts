import type { BufferGeometry } from "three";
import type { Vec3 } from "../../perception/geometry/vec3.ts";
import type { Random } from "../random.ts";
import type { ColourWord, MaterialName } from "./words.ts";

/** Linear light, 0..1 a channel (an emission may exceed 1). */
export type Rgb = readonly [r: number, g: number, b: number];

/** How a part answers light. */
export type Material = {
  readonly colour: Rgb;
  /** Colour at a point of the object's own frame, instead of `colour`: prints, stains, stripes. */
  readonly paint?: (point: Vec3, normal: Vec3) => Rgb;
  /** 0 matt .. 1 mirror-like highlight. */
  readonly gloss?: number;
  readonly emission?: Rgb;
  /** Share of light let through without bending, 0 opaque .. 1: thin clear walls. */
  readonly clear?: number;
  /** How strongly a tall window on the lamp's side is mirrored in it, 0..1: what lies behind is hidden there. */
  readonly glare?: number;
};

/** A piece of one object: geometry in its own frame (z up, stands on z = 0, metres). */
export type Part = { readonly geometry: BufferGeometry; readonly material: Material };

/**
 * The room that something takes, for placing it and for collisions: a rectangle in its own frame, the
 * circle around its origin that holds that, and its height, metres.
 */
export type Extent = {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
  readonly radiusM: number;
  readonly heightM: number;
};

export type TrueAnswer = "yes" | "no";

/** One of the norms' questions about this kind, and what is true in each state, untold ones too. */
export type KindQuestion = {
  /** Word for word as in the norms. */
  readonly ask: string;
  /** Four more wordings of the same question; the last one is held out of training. */
  readonly wordings: readonly [string, string, string, string];
  readonly truth: Readonly<Record<string, TrueAnswer>>;
};

/**
 * A kind of thing and how its states look. `Look` is what one exemplar is like whatever its state:
 * colour, size, proportions; it is drawn before the state and without knowing it.
 */
export type Kind<Look = unknown> = {
  /** As in the key. */
  readonly name: string;
  readonly drawLook: (random: Random) => Look;
  /**
   * Every state of the key. `random` varies what belongs to the state (where the bite is). The first
   * part of the shape language that differs between states must be what the key says is `seen`.
   */
  readonly states: Readonly<Record<string, (look: Look, random: Random) => readonly Part[]>>;
  /** True where a photo hides how the thing is turned (an apple looks alike from all sides). */
  readonly turnsUnseen: boolean;
  readonly questions: readonly KindQuestion[];
  /** What most of it is in plain words; the state counts only where it changes the whole thing. */
  readonly colourName: (look: Look, state: string) => ColourWord;
  readonly materialName: (look: Look, state: string) => MaterialName;
  /** For a caption: what each state looks like when it shows, two to six words. */
  readonly stateWords: Readonly<Record<string, string>>;
};

/** Keeps a kind's own `Look` type inside its file. */
export const kind = <Look>(definition: Kind<Look>): Kind => definition as Kind;

import sharp from "sharp";
import type { Intrinsics } from "../../perception/geometry/camera.ts";
import type { Pose } from "../../perception/geometry/pose.ts";
import type { CameraArm } from "./camera-arm.ts";
import type { Publisher, RosGraph } from "./graph.ts";
import { movingFrame, type Thumbnail, thumbnailOf } from "./moving-frame.ts";
import { type RobotClock, rosTime } from "./robot-clock.ts";
import type { RosMessage } from "./ros-message.ts";
import { snapped } from "./transforms.ts";

/** A picture with a lens and a format of its own. */
export type Shot = {
  readonly bytes: Uint8Array;
  readonly intrinsics: Intrinsics;
  readonly format: "jpeg" | "png";
};

/**
 * What the camera sees from a pose (optical frame in the surface frame): a JPEG through the camera's
 * lens, or a picture that says otherwise.
 */
export type Shoot = (pose: Pose) => Promise<Uint8Array | Shot>;

const FRAME_EVERY_MS = 66;
/** Photos kept for poses that are visited again. */
const MOST_PHOTOS = 200;

type Seen = Shot & { readonly thumbnail: Thumbnail };

export type CameraFeedOptions = {
  readonly graph: RosGraph;
  readonly clock: RobotClock;
  readonly arm: CameraArm;
  readonly shoot: Shoot;
  readonly intrinsics: Intrinsics;
  readonly names: {
    /** The compressed pictures are there, or at it with /compressed behind; the full ones without. */
    readonly image: string;
    /** Without it the camera is not calibrated. */
    readonly cameraInfo?: string;
    readonly opticalFrame: string;
  };
  /** The camera is broken: no frame came of a pose. */
  readonly onFault: (error: unknown) => void;
};

/**
 * The camera's topics: frames while somebody listens. A stamp is a moment at which the camera was
 * where the frame was shot from. A camera at rest sends the one photo of its pose, again and again;
 * one that moves sends smeared frames.
 */
export class CameraFeed {
  readonly #options: CameraFeedOptions;
  readonly #images: Publisher;
  readonly #fullImages: Publisher;
  readonly #infos: Publisher | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #photos = new Map<string, Seen>();
  #rendering = new Set<string>();
  #lastSeen: Seen | undefined;
  /** How many surfaces there were before. */
  #surface = 0;
  #lens: Intrinsics;
  #smearing = false;
  #unpacking = false;
  #closed = false;
  frames = 0;
  renders = 0;

  constructor(options: CameraFeedOptions) {
    this.#options = options;
    this.#lens = options.intrinsics;
    const { graph, names } = options;
    const image = names.image.replace(/\/compressed$/, "");
    this.#images = graph.advertise(`${image}/compressed`, "sensor_msgs/CompressedImage");
    this.#fullImages = graph.advertise(image, "sensor_msgs/Image");
    this.#timer = setInterval(() => this.look(), FRAME_EVERY_MS);
    for (const topic of [image, `${image}/compressed`])
      graph.whenHeard(topic, () => queueMicrotask(() => this.look()));
    if (names.cameraInfo === undefined) return;
    this.#infos = graph.advertise(names.cameraInfo, "sensor_msgs/CameraInfo");
    graph.whenHeard(names.cameraInfo, () => this.#publishInfo(options.clock.nowMs()));
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  /** Begins the photo of a pose, if anybody watches: the camera is on its way there. */
  prepare(pose: Pose): void {
    if (this.#isWatched()) this.#render(snapped(pose));
  }

  /** Something on the surface has changed: nothing seen before is true any more. */
  forget(): void {
    this.#photos.clear();
    this.#rendering = new Set();
  }

  /** Another surface is there: not even a smear of the one before is sent any more. */
  forgetSurface(): void {
    this.forget();
    this.#lastSeen = undefined;
    this.#surface += 1;
  }

  /** Takes one frame now, if anybody wants it. */
  look(): void {
    const { arm, clock } = this.#options;
    if (!this.#isWatched()) {
      this.#publishInfo(clock.nowMs());
      return;
    }
    const nowMs = clock.nowMs();
    const pose = snapped(arm.poseAt(nowMs));
    if (arm.movingAt(nowMs)) {
      this.#passing(pose, nowMs);
      return;
    }
    const photo = this.#photos.get(keyOf(pose));
    if (photo === undefined) {
      this.#render(pose);
      return;
    }
    this.#lastSeen = photo;
    this.#send(photo, nowMs);
  }

  /** A frame in passing; one at a time, the next when it is done. */
  #passing(pose: Pose, stampMs: number): void {
    const seen = this.#lastSeen;
    if (seen === undefined || this.#smearing) return;
    this.#smearing = true;
    const surface = this.#surface;
    movingFrame(seen.thumbnail, seen.intrinsics, pose)
      .then((bytes) => {
        if (surface === this.#surface) this.#send({ ...seen, bytes, format: "jpeg" }, stampMs);
      })
      .catch((error: unknown) => this.#options.onFault(error))
      .finally(() => {
        this.#smearing = false;
      });
  }

  #render(pose: Pose): void {
    const key = keyOf(pose);
    const rendering = this.#rendering;
    if (this.#photos.has(key) || rendering.has(key)) return;
    rendering.add(key);
    this.renders += 1;
    this.#photograph(pose)
      .then((seen) => {
        // Begun before the surface changed: it shows what is no longer there.
        if (rendering !== this.#rendering) return;
        this.#photos.set(key, seen);
        for (const oldest of this.#photos.keys())
          if (this.#photos.size > MOST_PHOTOS) this.#photos.delete(oldest);
        if (!this.#closed) this.look();
      })
      .catch((error: unknown) => this.#options.onFault(error))
      .finally(() => rendering.delete(key));
  }

  async #photograph(pose: Pose): Promise<Seen> {
    const taken = await this.#options.shoot(pose);
    const { intrinsics } = this.#options;
    const shot =
      taken instanceof Uint8Array ? ({ bytes: taken, intrinsics, format: "jpeg" } as const) : taken;
    return { ...shot, thumbnail: await thumbnailOf(shot.bytes, pose) };
  }

  #isWatched(): boolean {
    return this.#images.hasListeners() || this.#fullImages.hasListeners();
  }

  #send({ bytes: data, format, intrinsics }: Shot, stampMs: number): void {
    this.frames += 1;
    // The lens first: whoever waits for the picture can already read it.
    this.#lens = intrinsics;
    this.#publishInfo(stampMs);
    this.#images.publish({ header: this.#header(stampMs), format, data });
    this.#sendFull(data, stampMs);
  }

  /** The same picture, not compressed; frames that come while one is unpacked are dropped. */
  #sendFull(picture: Uint8Array, stampMs: number): void {
    if (this.#unpacking || !this.#fullImages.hasListeners()) return;
    this.#unpacking = true;
    const surface = this.#surface;
    fullImage(picture)
      .then((image) => {
        if (surface === this.#surface)
          this.#fullImages.publish({ header: this.#header(stampMs), ...image });
      })
      .catch((error: unknown) => this.#options.onFault(error))
      .finally(() => {
        this.#unpacking = false;
      });
  }

  #publishInfo(stampMs: number): void {
    if (this.#infos?.hasListeners()) this.#infos.publish(this.#info(stampMs));
  }

  #info(stampMs: number): RosMessage {
    const camera = this.#lens;
    const { graph } = this.#options;
    const { fx, fy } = camera;
    // ROS counts from the centre of the top left pixel, not from its corner.
    const [cx, cy] = [camera.cx - 0.5, camera.cy - 0.5];
    const [d, k, r, p] = graph.dialect.cameraInfo;
    return {
      header: this.#header(stampMs),
      height: camera.heightPx,
      width: camera.widthPx,
      distortion_model: "plumb_bob",
      [d]: [0, 0, 0, 0, 0],
      [k]: [fx, 0, cx, 0, fy, cy, 0, 0, 1],
      [r]: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      [p]: [fx, 0, cx, 0, 0, fy, cy, 0, 0, 0, 1, 0],
      binning_x: 0,
      binning_y: 0,
      roi: { x_offset: 0, y_offset: 0, height: 0, width: 0, do_rectify: false },
    };
  }

  #header(stampMs: number): RosMessage {
    return { seq: 0, stamp: rosTime(stampMs), frame_id: this.#options.names.opticalFrame };
  }
}

/** sensor_msgs/Image but for its header: rgb8, rows without padding. */
async function fullImage(picture: Uint8Array): Promise<RosMessage> {
  const { data, info } = await sharp(picture)
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    height: info.height,
    width: info.width,
    encoding: "rgb8",
    is_bigendian: 0,
    step: info.width * 3,
    data,
  };
}

const keyOf = (pose: Pose): string => [...pose.position, ...pose.orientation].join();

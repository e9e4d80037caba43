import { z } from "zod";
import { TidyError } from "../tidy-error.ts";
import type { Timed } from "./deadline.ts";
import type { Dialect } from "./dialect.ts";
import type { RobotProfile } from "./profile.ts";
import type { RosLink } from "./ros-link.ts";
import { dialectOf, rosapi } from "./rosapi.ts";

/** What a profile leaves to be found out. */
export type Discovered = {
  readonly dialect: Dialect["name"];
  readonly encoding: "compressed" | "raw";
};

const stamp = z.record(z.string(), z.unknown());
const stamped = z.object({ header: z.object({ stamp }) });
const transforms = z.object({ transforms: z.array(stamped).min(1) });

/**
 * Finds out which ROS is behind the link and how its pictures come: as the profile says, else by the
 * types that rosapi lists, else by the first message and the topic's name. Rejects with
 * `unreachable`, in one line that says what to write into the profile.
 */
export async function discover(
  link: RosLink,
  profile: RobotProfile,
  timed: Timed,
): Promise<Discovered> {
  const { image } = profile.topics;
  const told = { dialect: profile.dialect, encoding: profile.camera.encoding };
  const listed =
    told.dialect !== undefined && told.encoding !== undefined
      ? new Map<string, string>()
      : await listedTypes(link, timed);
  const type = listed.get(image);
  const byName = image.endsWith("/compressed") ? "compressed" : "raw";
  const byType = type?.endsWith("/CompressedImage") ? "compressed" : "raw";
  return {
    dialect:
      told.dialect ?? dialectOf([...listed.values()]) ?? (await byStamp(link, profile, timed)),
    encoding: told.encoding ?? (type ? byType : byName),
  };
}

/** Topics and their types; none where no rosapi answers. */
const listedTypes = (link: RosLink, timed: Timed): Promise<ReadonlyMap<string, string>> =>
  rosapi(link, timed)
    .topics()
    .catch((error: unknown) => {
      // A link that is down fails whatever is asked next.
      if (!(error instanceof TidyError) || link.state !== "connected" || error.code === "aborted")
        throw error;
      return new Map();
    });

/** By the first message that comes: ROS 1 stamps have `secs`, those of ROS 2 `sec`. */
function byStamp(link: RosLink, profile: RobotProfile, timed: Timed): Promise<Dialect["name"]> {
  const { topics } = profile;
  const heard = [topics.image, ...("tf" in topics ? [topics.tf, topics.tfStatic] : [])];
  const name = `a message on ${heard.join(" or ")}`;
  return link
    .during<Dialect["name"]>(
      (resolve) => {
        const stops = heard.map((topic) =>
          link.subscribe({ topic, compression: topic === topics.image ? "cbor" : "none" }, (it) => {
            const found = stampIn(it);
            if (found !== undefined) resolve("secs" in found ? "ros1" : "ros2");
          }),
        );
        return () => {
          for (const stop of stops) stop();
        };
      },
      name,
      timed,
    )
    .catch((cause: unknown) => {
      if (!(cause instanceof TidyError) || cause.code !== "deadline") throw cause;
      throw new TidyError(
        "unreachable",
        `${link.place}: no rosapi and no ${name}: write dialect: ros1 or ros2 into the profile, and check its topics`,
        { cause },
      );
    });
}

function stampIn(message: unknown): Readonly<Record<string, unknown>> | undefined {
  const one = stamped.safeParse(message);
  if (one.success) return one.data.header.stamp;
  const several = transforms.safeParse(message);
  return several.success ? several.data.transforms[0]!.header.stamp : undefined;
}

#!/usr/bin/env python3
"""An agent for the arena: one look at each object, from above. Not clever, but all it takes."""
import asyncio, base64, json, statistics, sys
import websockets

LENS, MOUNT, PICTURE, MOVE = "/camera/camera_info", "/tf_static", "/camera/image", "/move_camera"
SURFACE, DECISIONS, OUTCOME = (f"/tactful/arena/{it}" for it in ("surface", "decisions", "outcome"))
QUIET, DOWN = ("leave", "store", "relocate"), (1, 0, 0, 0)  # a camera's turn to look down: x y z w

def times(a, b):
    (ax, ay, az, aw), (bx, by, bz, bw) = a, b
    return (aw * bx + ax * bw + ay * bz - az * by, aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw, aw * bw - ax * bx - ay * by - az * bz)

def back(q): return (-q[0], -q[1], -q[2], q[3])
def turned(q, v): return times(times(q, (*v, 0)), back(q))[:3]
def values(message): return tuple(message[it] for it in "xyzw" if it in message)
def named(values): return dict(zip("xyzw", values))
def stamp(message): return tuple(message["header"]["stamp"][it] for it in ("secs", "nsecs"))

class Robot:
    def __init__(self, socket): self.socket, self.last = socket, {}

    async def send(self, op, **more): await self.socket.send(json.dumps({"op": op, **more}))

    async def next(self, topic, wanted=lambda message: True):  # of other topics the last is kept
        while not (topic in self.last and wanted(self.last[topic])):
            heard = json.loads(await self.socket.recv())
            self.last[heard["topic"]] = heard["msg"]
        return self.last.pop(topic)

async def look(robot, lens, mount, surface, thing):
    """The pixels seen from above what a box on the scene photo shows; none if the arm cannot go."""
    scene, box, goal = surface["scenePhotoFrom"], thing["box"], f"{surface['id']} {thing['id']}"
    (fx, _, cx, _, fy, cy), eye = lens[:6], values(scene["position"])
    u, v = box["x"] + box["width"] / 2, box["y"] + 0.7 * box["height"]  # nearer to its foot
    ray = turned(values(scene["orientation"]), ((u - cx) / fx, (v - cy) / fy, 1))
    depth = -eye[2] / ray[2]  # where the ray meets the surface, z = 0
    above = min(0.85, max(0.3, 2 * max(box["width"], box["height"]) / fx * depth))
    tool = times(DOWN, back(values(mount["rotation"])))  # the arm is told where its tool shall be
    aside = turned(tool, values(mount["translation"]))
    at = (eye[0] + ray[0] * depth - aside[0], eye[1] + ray[1] * depth - aside[1], above - aside[2])
    pose = {"position": named(at), "orientation": named(tool)}
    target = {"target_pose": {"header": {"frame_id": scene["frame"]}, "pose": pose}}
    await robot.send("publish", topic=f"{MOVE}/goal", msg={"goal_id": {"id": goal}, "goal": target})
    end = await robot.next(f"{MOVE}/result", lambda it: it["status"]["goal_id"]["id"] == goal)
    if end["status"]["status"] != 3: return b""  # end["status"]["text"] says why
    await robot.send("subscribe", topic=PICTURE, type="sensor_msgs/Image")
    picture = await robot.next(PICTURE, lambda it: stamp(it) >= stamp(end["result"]["pose"]))
    await robot.send("unsubscribe", topic=PICTURE)
    return base64.b64decode(picture["data"])  # rgb8, row by row

def decide(thing, pixels):
    """Where many shades are seen, something is to be done; else it is left, or put away."""
    calm, options = statistics.pstdev(pixels[::99] or b"0") <= 50, thing["options"]
    likely = [it for it in options if (it["verb"] in QUIET) == calm] or options
    return {"object": thing["id"], "option": likely[0]["number"], "probability": 1 / len(likely)}

async def main(url):
    async with websockets.connect(url, max_size=None) as socket:
        robot = Robot(socket)
        for topic in (LENS, MOUNT, SURFACE, OUTCOME, f"{MOVE}/result"):
            await robot.send("subscribe", topic=topic)
        lens, frames = (await robot.next(LENS))["K"], (await robot.next(MOUNT))["transforms"]
        mount = next(it for it in frames if it["child_frame_id"] == "camera_optical_frame")
        while "over" not in (surface := json.loads((await robot.next(SURFACE))["data"])):
            decisions = [decide(thing, await look(robot, lens, mount["transform"], surface, thing))
                         for thing in surface["objects"]]
            answer = json.dumps({"surface": surface["id"], "decisions": decisions})
            await robot.send("publish", topic=DECISIONS, msg={"data": answer})
            print((await robot.next(OUTCOME))["data"], flush=True)
        print(surface)

asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:9090"))

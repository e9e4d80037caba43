import { z } from "zod";
import { type Capability, type Connection, operation } from "./connection.ts";
import { jsonId, jsonOf, jsonText, messageId } from "./encode-message.ts";
import { type Action, BRIDGE_NODE, type GoalListener } from "./graph.ts";
import { feedbackOf, goalOf, resultOf } from "./message-types.ts";
import { rosTime } from "./robot-clock.ts";
import { MessageError, type RosMessage, readMessage } from "./ros-message.ts";

const sendGoal = z.object({
  id: messageId,
  action: z.string(),
  action_type: z.string(),
  args: z.unknown().optional(),
  feedback: z.boolean().default(false),
});
const named = z.object({ id: messageId, action: z.string() });
const told = named.extend({ values: z.unknown().optional() });
const resulted = told.extend({ status: z.number().int(), result: z.boolean() });

/** action_msgs/GoalStatus. */
const UNKNOWN = 0;
const ABORTED = 6;

type Given = { readonly action: string; readonly heard: GoalListener };

/** The action operations of a ROS 2 bridge: sending goals, and taking them, for one connection. */
export function clientActions(connection: Connection): Capability {
  const { graph, clock, settings, goals, outbox } = connection;
  const { dialect } = graph;
  const offered = new Map<string, Action>();
  const given = new Map<string, Given>();
  const gone: (() => void)[] = [];
  let count = 0;
  const read = (type: string, sent: unknown) =>
    readMessage(graph, type, sent ?? {}, rosTime(clock.nowMs()));

  const send = (op: string, id: string | number | undefined, action: string, rest: string) =>
    outbox.sendJson(`{"op":"${op}","action":${jsonText(action)},${rest}${jsonId(id)}}`, id);

  const run = async (request: z.infer<typeof sendGoal>): Promise<void> => {
    const { id, action: name } = request;
    const type = dialect.heardType(request.action_type);
    const end = (values: string, status: number, result: boolean) =>
      send("action_result", id, name, `"values":${values},"status":${status},"result":${result}`);
    let goal: RosMessage;
    try {
      if (type === undefined) throw new MessageError(`Unable to import ${request.action_type}`);
      goal = read(goalOf(dialect, type), request.args);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      end(jsonText(error.message), UNKNOWN, false);
      return;
    }
    const action = graph.actions.get(name);
    const ended = new Promise<void>((resolve) => {
      gone.push(resolve);
      if (action === undefined || action.type !== type) return;
      const handle = action.begin(goal, {
        feedback: (message) => {
          if (!request.feedback) return;
          const values = jsonOf(graph, { type: feedbackOf(dialect, type), message });
          send("action_feedback", id, name, `"values":${values}`);
        },
        ended: (status, message) => {
          if (id !== undefined) goals.delete(id);
          end(jsonOf(graph, { type: resultOf(dialect, type), message }), status, true);
          resolve();
        },
        rejected: () => {
          if (!settings.answersRefusedGoals) return;
          end(jsonText("Action goal was rejected"), UNKNOWN, false);
          resolve();
        },
      });
      if (id !== undefined) goals.set(id, handle);
    });
    await ended;
  };

  const unadvertise = (name: string) => {
    const action = offered.get(name);
    offered.delete(name);
    if (action !== undefined && graph.actions.get(name) === action) graph.actions.delete(name);
    for (const [id, one] of given) {
      if (one.action !== name || action === undefined) continue;
      given.delete(id);
      one.heard.ended(ABORTED, graph.empty(resultOf(dialect, action.type)));
    }
  };

  /** A goal for this client's action server, which is told of it as it would tell us. */
  const ask = (name: string, type: string, goal: RosMessage, heard: GoalListener) => {
    const id = `action_goal:${name}:${++count}`;
    given.set(id, { action: name, heard });
    const place = `"id":${jsonText(id)},"action":${jsonText(name)}`;
    const args = jsonOf(graph, { type: goalOf(dialect, type), message: goal });
    const kind = `"action_type":${jsonText(dialect.toldType("action", type))}`;
    outbox.sendJson(
      `{"op":"send_action_goal",${place},${kind},"args":${args},"feedback":true}`,
      id,
    );
    return {
      cancel: () => {
        if (given.has(id)) outbox.sendJson(`{"op":"cancel_action_goal",${place}}`, id);
      },
    };
  };

  return {
    operations: {
      send_action_goal: operation(sendGoal, (request) => {
        const done = run(request);
        return settings.goalsInNewThread ? undefined : done;
      }),
      cancel_action_goal: operation(named, ({ id }) => {
        if (id !== undefined) goals.get(id)?.cancel();
      }),
      advertise_action: operation(
        z.object({ action: z.string(), type: z.string() }),
        ({ action: name, type: written }) => {
          const type = dialect.heardType(written);
          if (type === undefined || !graph.types.has(goalOf(dialect, type))) return;
          const before = graph.actions.get(name);
          if (before !== undefined && before.node !== BRIDGE_NODE) return;
          const action: Action = {
            type,
            node: BRIDGE_NODE,
            begin: (goal, heard) => ask(name, type, goal, heard),
          };
          offered.set(name, action);
          graph.actions.set(name, action);
        },
      ),
      unadvertise_action: operation(z.object({ action: z.string() }), ({ action }) =>
        unadvertise(action),
      ),
      action_feedback: operation(told, ({ id, action: name, values }) => {
        const type = offered.get(name)?.type;
        const goal = given.get(String(id));
        if (type === undefined || goal?.action !== name) return;
        quietly(() => goal.heard.feedback(read(feedbackOf(dialect, type), values)));
      }),
      action_result: operation(resulted, ({ id, action: name, values, status, result }) => {
        const type = offered.get(name)?.type;
        const goal = given.get(String(id));
        if (type === undefined || goal?.action !== name) return;
        quietly(() => {
          const message = result
            ? read(resultOf(dialect, type), values)
            : graph.empty(resultOf(dialect, type));
          given.delete(String(id));
          goal.heard.ended(result ? status : ABORTED, message);
        });
      }),
    },
    close: () => {
      for (const name of [...offered.keys()]) unadvertise(name);
      for (const settle of gone) settle();
    },
  };
}

/** What does not fit its type is passed over. */
function quietly(carryOut: () => void): void {
  try {
    carryOut();
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
  }
}

// A Slack that others wrote (emulate), for the tests: its Web API, files, OAuth and signed events.
//
//	node server.js ADDRESS-FOR-EVENTS SIGNING-SECRET REDIRECT-URI
//
// It prints its address as one line of JSON, and ends with its standard input. emulate has no way to subscribe to events
// from outside, so the subscription is added as its Slack is made; and it tells of a mention as a message alone, so the
// other event that Slack sends is added too.
import { createEmulator } from "emulate";
import { slackPlugin } from "./node_modules/emulate/dist/dist-6ZQHD4DN.js";

const [events, secret, redirect] = process.argv.slice(2);

const register = slackPlugin.register;
slackPlugin.register = function (app, store, webhooks, ...rest) {
  webhooks.register({ url: events, events: ["*"], active: true, owner: "slack" });
  const dispatch = webhooks.dispatch.bind(webhooks);
  webhooks.dispatch = async (type, action, payload, ...more) => {
    await dispatch(type, action, payload, ...more);
    if (type === "message" && /<@U/.test(payload.event?.text ?? "")) {
      const event = { ...payload.event, type: "app_mention" };
      await dispatch("app_mention", action, { ...payload, event_id: payload.event_id + "m", event }, ...more);
    }
  };
  return register.call(this, app, store, webhooks, ...rest);
};

const emulator = await createEmulator({
  service: "slack",
  port: 0,
  hostname: "127.0.0.1",
  seed: {
    slack: {
      signing_secret: secret,
      users: [{ name: "ana", real_name: "Ana" }, { name: "lea", real_name: "Lea" }],
      channels: [{ name: "plans" }],
      oauth_apps: [{ client_id: "1.1", client_secret: "fake-client-secret", app_id: "A0001", name: "Accord", redirect_uris: [redirect] }],
      tokens: [
        { token: "xoxp-ana", user: "ana", type: "user" },
        { token: "xoxp-lea", user: "lea", type: "user" },
      ],
    },
  },
});
console.log(JSON.stringify({ url: emulator.url }));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

// Registers a commitment and logs progress on it, through a client that is generated from the API's document and
// knows nothing else of it. The compiler checks the calls, the run checks the answers.

import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./accord.js";

declare const process: { argv: string[]; exitCode?: number };
declare const console: { log(text: string): void };

const [, , baseUrl, token] = process.argv;

const signIn: Middleware = {
  onRequest({ request }) {
    request.headers.set("Authorization", `Bearer ${token}`);
    return request;
  },
};

const client = createClient<paths>({ baseUrl });
client.use(signIn);

function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

const plan = "hres-2018";

const steps = await client.GET("/v1/plans/{plan}/steps", { params: { path: { plan }, query: { q: "GC25 update" } } });
demand(steps.data !== undefined, `steps: ${JSON.stringify(steps.error)}`);
const step: components["schemas"]["Step"] | undefined = steps.data.items[0];
demand(step !== undefined && step.code === "25", `the step that is meant: ${JSON.stringify(step)}`);

const registration = {
  params: { path: { plan }, header: { "Idempotency-Key": "typescript-register" } },
  body: { title: "Joint paper", lead: "ndi", steps: [step.code], due_on: "2027-03-31" },
} as const;
const registered = await client.POST("/v1/plans/{plan}/commitments", { ...registration, body: { ...registration.body, steps: [...registration.body.steps] } });
demand(registered.data !== undefined, `register: ${JSON.stringify(registered.error)}`);
const commitment = registered.data.ref;
const etag = registered.response.headers.get("ETag");
demand(etag !== null, "register: no ETag");

const again = await client.POST("/v1/plans/{plan}/commitments", { ...registration, body: { ...registration.body, steps: [...registration.body.steps] } });
demand(again.data?.ref === commitment, "the same request again made another commitment");

const logged = await client.POST("/v1/plans/{plan}/commitments/{commitment}/progress", {
  params: { path: { plan, commitment }, header: { "If-Match": etag } },
  body: { percent: 40, note: "Consultation held", confidence: "on_track" },
});
demand(logged.data?.commitment?.status === "in_progress", `log: ${JSON.stringify(logged.error ?? logged.data)}`);

const stale = await client.POST("/v1/plans/{plan}/commitments/{commitment}/progress", {
  params: { path: { plan, commitment }, header: { "If-Match": etag } },
  body: { percent: 60 },
});
demand(stale.response.status === 412 && stale.error?.current?.percent === 40, `stale: ${JSON.stringify(stale.error)}`);

const shown = await client.GET("/v1/plans/{plan}/commitments/{commitment}", {
  params: { path: { plan, commitment }, query: { include: "entries" } },
});
demand(shown.data?.entries?.length === 2 && shown.data.version === 2, `show: ${JSON.stringify(shown.error ?? shown.data)}`);

const wrong = await client.GET("/v1/plans/{plan}/commitments/{commitment}", { params: { path: { plan, commitment: "C-999" } } });
demand(wrong.error?.code === "commitment.unknown", `an unknown ref: ${JSON.stringify(wrong.error)}`);

console.log(commitment);

// A person in Matrix for the tests, with an implementation of the protocol and of its encryption that is not Accord's.
// It reads one order a line from standard input, {"id": 1, "do": "say", …}, and answers each with {"id": 1, "ok": …} or
// {"id": 1, "error": "…"}. What happens in its rooms comes between the answers as {"event": {…}}, decrypted.
import { createDecipheriv, createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { createClient, ClientEvent, MatrixEventEvent, RoomEvent, RoomMemberEvent } from "matrix-js-sdk";
import { AllDevicesIsolationMode, OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { logger } from "matrix-js-sdk/lib/logger.js";

logger.setLevel?.("silent");
for (const level of ["log", "info", "debug", "warn", "error", "trace"]) console[level] = () => {}; // standard output is for answers

const write = (message) => process.stdout.write(JSON.stringify(message) + "\n");
const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, getChild: () => quiet };

let base, client;

const orders = {
	// Signs in with a new device. It is signed by its owner unless signed is false; with strict, devices of others that
	// are not signed by their owners are neither written to nor believed.
	async start({ address, user, password, signed = true, strict = true }) {
		base = address;
		const login = await createClient({ baseUrl: address, logger: quiet }).loginRequest({
			type: "m.login.password", identifier: { type: "m.id.user", user }, password,
		});
		client = createClient({
			baseUrl: address, accessToken: login.access_token, userId: login.user_id, deviceId: login.device_id, logger: quiet,
		});
		await client.initRustCrypto({ useIndexedDB: false });
		const crypto = client.getCrypto();
		crypto.setDeviceIsolationMode(strict ? new OnlySignedDevicesIsolationMode() : new AllDevicesIsolationMode(false));
		if (signed) await sign(password);
		client.on(RoomEvent.Timeline, (event, room, toStart, removed, data) => {
			if (data.liveEvent && !removed) tell(event);
		});
		client.on(RoomEvent.Redaction, (event) => write({ event: { room: event.getRoomId(), redacted: event.event.redacts ?? event.getContent().redacts } }));
		client.on(RoomMemberEvent.Membership, (event, member) => {
			write({ event: { room: event.getRoomId(), member: member.userId, membership: member.membership } });
		});
		await client.startClient({ initialSyncLimit: 0, lazyLoadMembers: false });
		await new Promise((done) => client.on(ClientEvent.Sync, (state) => state === "PREPARED" && done()));
		return { user: login.user_id, device: login.device_id };
	},
	// Signs the device now, as a person does who verifies a session late.
	async sign({ password }) {
		await sign(password);
	},
	async create({ name, invite = [], encrypted = true, direct = false }) {
		const state = encrypted ? [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }] : [];
		const { room_id } = await client.createRoom({ name, invite, is_direct: direct, preset: "private_chat", initial_state: state });
		return { room: room_id };
	},
	async join({ room }) {
		await client.joinRoom(room);
	},
	async leave({ room }) {
		await client.leave(room);
	},
	// Says a text: in the thread of a message, as a reply, or in the place of an earlier one.
	async say({ room, text, thread, reply, replaces, mentions }) {
		let content = { msgtype: "m.text", body: text, "m.mentions": mentions ? { user_ids: mentions } : {} };
		if (replaces) {
			content = { ...content, body: "* " + text, "m.new_content": content, "m.relates_to": { rel_type: "m.replace", event_id: replaces } };
		} else if (thread) {
			content["m.relates_to"] = { rel_type: "m.thread", event_id: thread, is_falling_back: true, "m.in_reply_to": { event_id: thread } };
		} else if (reply) {
			content["m.relates_to"] = { "m.in_reply_to": { event_id: reply } };
		}
		const { event_id } = await client.sendEvent(room, "m.room.message", content);
		return { event: event_id };
	},
	async react({ room, event, key }) {
		const { event_id } = await client.sendEvent(room, "m.reaction", { "m.relates_to": { rel_type: "m.annotation", event_id: event, key } });
		return { event: event_id };
	},
	async redact({ room, event }) {
		await client.redactEvent(room, event);
	},
	// Sends without encryption, whatever the room is: what a homeserver can do in somebody's name.
	async plain({ room, text }) {
		const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${Date.now()}.${Math.random()}`;
		const answer = await call("PUT", path, { msgtype: "m.text", body: text });
		return { event: answer.event_id };
	},
	// What this client knows of somebody's devices: whether their owner has signed them.
	async devices({ user }) {
		const crypto = client.getCrypto();
		const found = [];
		for (const [id] of (await crypto.getUserDeviceInfo([user], true)).get(user) ?? []) {
			const status = await crypto.getDeviceVerificationStatus(user, id);
			found.push({ device: id, signed: status?.signedByOwner ?? false });
		}
		return { devices: found };
	},
	// The master key of somebody, as this client has seen it.
	async identity({ user }) {
		const keys = await call("POST", "/_matrix/client/v3/keys/query", { device_keys: { [user]: [] } });
		return { master: Object.keys(keys.master_keys?.[user]?.keys ?? {})[0] ?? "" };
	},
	// Fetches a file, and decrypts it if it is encrypted. Both forms come back in base64.
	async file({ content }) {
		const address = (content.file?.url ?? content.url).replace("mxc://", "/_matrix/client/v1/media/download/");
		const answer = await fetch(base + address, { headers: { Authorization: `Bearer ${client.getAccessToken()}` } });
		if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
		const stored = Buffer.from(await answer.arrayBuffer());
		let text = stored;
		if (content.file) {
			const hash = createHash("sha256").update(stored).digest("base64").replace(/=+$/, "");
			if (hash !== content.file.hashes.sha256) throw new Error("the file is not the one that was announced");
			const cipher = createDecipheriv("aes-256-ctr", Buffer.from(content.file.key.k, "base64url"), Buffer.from(content.file.iv, "base64"));
			text = Buffer.concat([cipher.update(stored), cipher.final()]);
		}
		return { stored: stored.toString("base64"), text: text.toString("base64") };
	},
};

async function sign(password) {
	await client.getCrypto().bootstrapCrossSigning({
		authUploadDeviceSigningKeys: async (request) => {
			await request({ type: "m.login.password", identifier: { type: "m.id.user", user: client.getUserId() }, password });
		},
	});
}

async function tell(event) {
	await client.decryptEventIfNeeded(event).catch(() => {});
	if (event.isDecryptionFailure()) event.once(MatrixEventEvent.Decrypted, () => tell(event));
	write({ event: {
		room: event.getRoomId(), event: event.getId(), sender: event.getSender(), type: event.getType(),
		content: event.getContent(), wire: event.getWireType(), failed: event.isDecryptionFailure(),
		relates: event.getWireContent()?.["m.relates_to"],
	} });
}

async function call(method, path, body) {
	const answer = await fetch(base + path, {
		method, body: body && JSON.stringify(body),
		headers: { Authorization: `Bearer ${client.getAccessToken()}`, "Content-Type": "application/json" },
	});
	const text = await answer.json();
	if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.errcode}`);
	return text;
}

for await (const line of createInterface({ input: process.stdin })) {
	const { id, do: name, ...args } = JSON.parse(line);
	Promise.resolve().then(() => orders[name](args)).then(
		(ok) => write({ id, ok: ok ?? {} }),
		(error) => write({ id, error: String(error?.message ?? error) }),
	);
}
process.exit(0);

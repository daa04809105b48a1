// With MONGODB_URI, programs that fill in data get a database of their own on that server, so that the one it names stays as it is.
import { randomUUID } from "node:crypto";
import mongoose from "mongoose";

const ADDRESS = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;

/** What to set in the environment of a program, and how its database is removed; nothing without MONGODB_URI. */
export function ownDatabase(prefix) {
  const given = process.env.MONGODB_URI;
  if (!given) return { env: {}, drop: async () => undefined };
  const uri = withDatabase(given, `${prefix}_${randomUUID().replaceAll("-", "")}`);
  const drop = async () => {
    const connection = await mongoose.createConnection(uri, { serverSelectionTimeoutMS: 5_000 }).asPromise();
    try {
      await connection.dropDatabase();
    } finally {
      await connection.close();
    }
  };
  return { env: { MONGODB_URI: uri }, drop };
}

/** The same server with another database. Whoever signs in is still looked up where the address says. */
function withDatabase(uri, name) {
  const [, server, database, query] = ADDRESS.exec(uri) ?? [];
  if (server === undefined) throw new Error("MONGODB_URI is not the address of a MongoDB.");
  const options = new URLSearchParams(query);
  if (server.includes("@") && !options.has("authSource")) options.set("authSource", database || "admin");
  return `${server}/${name}?${options}`;
}

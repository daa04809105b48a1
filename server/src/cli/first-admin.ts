import { startClub } from "../boot";
import { createFirstAdmin } from "../features/staff/staff.service";
import { systemClock } from "../platform/clock";
import { ConfigError, loadConfig } from "../platform/config";
import { systemCtx } from "../platform/context";
import { randomCode } from "../platform/ids";

const PASSWORD_SYMBOLS = 16;

/** `npm run first-admin -- <login name> <name>`: makes the first administrator of a new club and prints a password for once. */
async function main(): Promise<number> {
  const [loginName, name] = process.argv.slice(2);
  if (!loginName || !name) {
    console.error("用法：npm run first-admin -- <登录名> <姓名>");
    return 2;
  }
  const password = randomCode(PASSWORD_SYMBOLS);
  let isCreated = false;
  const loaded = loadConfig({ ...process.env, PORT: "0", LOG_LEVEL: "warn" });
  const club = await startClub(loaded, {
    clock: systemClock,
    say: () => undefined,
    jobs: [],
    beforeListening: async (deps) => {
      const ctx = systemCtx(deps, "first-admin", deps.clock.now());
      isCreated = (await createFirstAdmin(ctx, { loginName, name, password, mustChangePassword: true })) !== null;
    },
  });
  await club.stop();
  if (isCreated) console.log(`已创建省管理员 ${loginName}。一次性密码：${password}\n首次登录后必须修改密码。`);
  else console.error("已经有省管理员了。请用现有账号登录后台添加人员。");
  return isCreated ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof ConfigError || error instanceof Error ? error.message : error);
    process.exit(1);
  },
);

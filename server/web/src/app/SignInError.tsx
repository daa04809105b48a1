import { Alert } from "antd";
import type { ApiError } from "../api/errors";

/** Why a sign-in failed, in the place where the eye is. */
export function SignInError({ error }: { error: ApiError | null }) {
  if (!error) return null;
  return (
    <Alert
      type="error"
      showIcon
      style={{ marginBottom: 16 }}
      title={error.message}
      description={error.fields[0]?.message ?? error.next}
    />
  );
}

import type { FormInstance } from "antd";
import type { ApiError } from "../api/errors";

/** "prices[0].priceFen" → ["prices", 0, "priceFen"], the way antd names fields. */
function fieldPath(path: string): (string | number)[] {
  return path
    .split(/[.[\]]/)
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Shows the server's sentence under each field it refused; answers the ones that have no field here. */
export function showFieldErrors(form: FormInstance, error: ApiError): string[] {
  const lost: string[] = [];
  for (const { path, message } of error.fields) {
    const name = fieldPath(path);
    if (form.getFieldInstance(name) === undefined) lost.push(message);
    else form.setFields([{ name, errors: [message] }]);
  }
  return lost;
}

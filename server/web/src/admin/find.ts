import { CODE_SYMBOLS, normalizeCode } from "@club/shared/ids";
import { isMemberNo } from "@club/shared/member-no";
import { personNameField } from "@club/shared/members";
import { isPhone, normalizePhone } from "@club/shared/phone";
import { normalizePlate, plateKind } from "@club/shared/plates";

/** What somebody typed into the one search field, recognised by its form. */
export type Sought =
  | { by: "phone"; phone: string }
  | { by: "memberNo"; memberNo: string }
  | { by: "plate"; plate: string }
  | { by: "code"; code: string }
  | { by: "name"; name: string };

export const SOUGHT_NAMES: Record<Sought["by"], string> = {
  phone: "手机号",
  memberNo: "会员号",
  plate: "车牌",
  code: "券码",
  name: "姓名",
};

/** A phone, a member number, a plate, a voucher's code or a whole name; null when it is none of them. */
export function recognise(typed: string): Sought | null {
  const text = typed.trim();
  const phone = normalizePhone(text);
  if (isPhone(phone)) return { by: "phone", phone };
  const digits = text.replace(/\s/g, "");
  if (isMemberNo(digits)) return { by: "memberNo", memberNo: digits };
  const plate = normalizePlate(text);
  if (plateKind(plate) !== null) return { by: "plate", plate };
  const code = normalizeCode(text);
  if (code?.length === CODE_SYMBOLS) return { by: "code", code };
  const name = personNameField.safeParse(text);
  return name.success ? { by: "name", name: name.data } : null;
}

export const NOT_RECOGNISED = "没有认出来：请填写完整的手机号、会员号、车牌、12 位券码或姓名";

import type { Identity } from "@club/shared/auth";
import { useState } from "react";
import { Field } from "../../ui/field";

export type IdentityProof = {
  name: string;
  setName: (name: string) => void;
  idCardLast4: string;
  setIdCardLast4: (idCardLast4: string) => void;
  /** Both are given and can be sent. */
  isWhole: boolean;
  /** As the contract wants it. */
  identity: Identity;
};

/** Name and last four characters of the ID card, as they are typed: a number alone may have a new owner. */
export function useIdentityProof(): IdentityProof {
  const [name, setName] = useState("");
  const [idCardLast4, setIdCardLast4] = useState("");
  const identity = { name: name.trim(), idCardLast4 };
  return {
    name,
    setName,
    idCardLast4,
    setIdCardLast4,
    isWhole: identity.name !== "" && idCardLast4.length === 4,
    identity,
  };
}

/** The two fields that say who somebody is. */
export function IdentityProofFields({ name, setName, idCardLast4, setIdCardLast4 }: IdentityProof) {
  return (
    <>
      <Field label="姓名" maxLength={30} value={name} onChange={setName} placeholder="身份证上的姓名" />
      <Field
        label="身份证后四位"
        type="idcard"
        maxLength={4}
        value={idCardLast4}
        onChange={setIdCardLast4}
        hint="号码可能被重新启用，所以多核对一项"
      />
    </>
  );
}

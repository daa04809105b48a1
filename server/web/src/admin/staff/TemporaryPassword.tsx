import { Typography } from "antd";

/** Shown once, right after it was made. */
export function TemporaryPassword({ loginName, password }: { loginName: string; password: string }) {
  return (
    <>
      <p>登录名 {loginName}，临时密码：</p>
      <Typography.Title level={3} copyable style={{ fontVariantNumeric: "tabular-nums" }}>
        {password}
      </Typography.Title>
      <p>请当面或通过可靠的方式交给本人，关闭后不能再看到。</p>
    </>
  );
}

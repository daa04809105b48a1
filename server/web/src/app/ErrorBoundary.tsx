import { Button, Result } from "antd";
import { Component, type ReactNode } from "react";

/** A page that broke, or that could not be loaded after an upgrade, says so and offers the way on. A class: React demands one here. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <Result
        status="warning"
        title="这个页面没有打开"
        subTitle="系统可能刚刚升级。已经提交的内容不受影响，请重新打开；如果还是这样，请联系系统管理员。"
        extra={
          <Button type="primary" onClick={() => window.location.reload()}>
            重新打开
          </Button>
        }
      />
    );
  }
}

import { fireEvent, render, screen } from "@testing-library/react";
import { Button } from "./button";

const tap = () => fireEvent.click(screen.getByRole("button"));

test("a tap acts", () => {
  const act = jest.fn();
  render(<Button onClick={act}>领取</Button>);
  tap();
  expect(act).toHaveBeenCalledTimes(1);
});

test.each([{ busy: true }, { disabled: true }])("while %j a tap does nothing, and a screen reader is told", (state) => {
  const act = jest.fn();
  render(
    <Button {...state} onClick={act}>
      领取
    </Button>,
  );
  tap();
  expect(act).not.toHaveBeenCalled();
  expect(screen.getByRole("button").textContent).toBe("领取");
});

import { fireEvent, render, screen } from "@testing-library/react";
import { onAMembersPhone, pass } from "../../../../test/page";
import { answer, phone, refusal, type SentRequest } from "../../../../test/phone";
import { RatingCard } from "./rating-card";

const PAGE = {
  redemption: {
    id: "r1",
    voucherId: "v1",
    serviceName: "洗车",
    merchantName: "顺达",
    branchName: "经十路店",
    redeemedAt: "2026-11-22T05:00:00.000Z",
  },
  rating: null,
  whyNot: null,
  nextPoints: 20,
};
const RATING = {
  redemptionId: "r1",
  stars: 4,
  tags: [{ key: "skilled", name: "技术专业" }],
  text: "很干净",
  ratedAt: "2026-11-22T06:00:00.000Z",
  earnedPoints: 20,
};
const bodyOf = ({ data }: SentRequest) => (typeof data === "string" ? JSON.parse(data) : data);

onAMembersPhone();

test("stars are needed, tags and words are free, and what was said is shown afterwards", async () => {
  let rating: unknown = null;
  phone.network = ({ method }) => {
    if (method === "POST") rating = RATING;
    return answer(200, method === "POST" ? RATING : { ...PAGE, rating });
  };
  render(<RatingCard redemptionId="r1" />);
  await pass();
  fireEvent.click(screen.getByText("去评价"));
  fireEvent.click(screen.getByText("提交评价"));
  expect(phone.sent.filter(({ method }) => method === "POST")).toHaveLength(0);
  fireEvent.click(screen.getByLabelText("4 星"));
  expect(screen.getByText("满意")).toBeTruthy();
  fireEvent.click(screen.getByText("技术专业"));
  fireEvent.change(screen.getByLabelText("评价内容"), { target: { value: " 很干净 " } });
  fireEvent.click(screen.getByText("提交评价"));
  await pass();
  const sent = phone.sent.filter(({ method }) => method === "POST").map(bodyOf);
  expect(sent).toEqual([{ stars: 4, tags: ["skilled"], text: "很干净" }]);
  expect(screen.getByText("我的评价")).toBeTruthy();
  expect(screen.getByLabelText("4 星，满分 5 星")).toBeTruthy();
  expect(phone.toasts).toEqual(["谢谢评价，得到 20 积分"]);
});

test("a refused text keeps what was typed and says what to change", async () => {
  phone.network = ({ method }) => (method === "POST" ? refusal(409, "ratings.text-refused") : answer(200, PAGE));
  render(<RatingCard redemptionId="r1" />);
  await pass();
  fireEvent.click(screen.getByText("去评价"));
  fireEvent.click(screen.getByLabelText("1 星"));
  fireEvent.change(screen.getByLabelText("评价内容"), { target: { value: "……" } });
  fireEvent.click(screen.getByText("提交评价"));
  await pass();
  expect(screen.getByText("不行。请稍后再试。")).toBeTruthy();
  expect(screen.getByDisplayValue("……")).toBeTruthy();
});

test("what cannot be rated says why, without a way to try", async () => {
  phone.network = () => answer(200, { ...PAGE, whyNot: "这次核销已被撤销，不能评价。", nextPoints: 0 });
  render(<RatingCard redemptionId="r1" />);
  await pass();
  expect(screen.getByText("这次核销已被撤销，不能评价。")).toBeTruthy();
  expect(screen.queryByText("去评价")).toBeNull();
});

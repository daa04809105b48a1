import { listReminderDeadLetters } from "@club/shared/reminders-admin";
import { Route, Routes } from "react-router";
import { useMay, whoMay } from "../../app/me";
import { NoRight } from "../../kit/states";
import { DataPage } from "./DataPage";
import { DeadLettersPage } from "./DeadLettersPage";
import { DeliveriesPage } from "./DeliveriesPage";
import { FiguresPage } from "./FiguresPage";
import { ImportPage } from "./ImportPage";
import { TemplatePage } from "./TemplatePage";
import { TemplatesPage } from "./TemplatesPage";

/** 车主秘书: what is said, what was delivered, what failed, and the data that due dates are computed from. */
export default function RemindersSection() {
  const may = useMay();
  return (
    <Routes>
      <Route index element={<FiguresPage />} />
      <Route path="templates" element={<TemplatesPage />} />
      <Route path="templates/:kind/:phase" element={<TemplatePage />} />
      <Route path="deliveries" element={<DeliveriesPage />} />
      <Route
        path="dead-letters"
        element={may(listReminderDeadLetters) ? <DeadLettersPage /> : <NoRight who={whoMay(listReminderDeadLetters)} />}
      />
      <Route path="data" element={<DataPage />} />
      <Route path="data/import" element={<ImportPage />} />
    </Routes>
  );
}

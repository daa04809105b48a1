import { CONSENT_KINDS, CONSENT_NAMES, CONSENT_VERSIONS } from "@club/shared/auth";
import { Text, View } from "@tarojs/components";
import { DOCUMENTS } from "../../../lib/documents";
import { useParams } from "../../../lib/nav";
import { Card } from "../../../ui/card";
import { Page } from "../../../ui/page";
import styles from "../settings.module.scss";

/** The text of one agreement in the version that is agreed to today. */
export default function DocumentPage() {
  const params = useParams<"kind">();
  const kind = CONSENT_KINDS.find((name) => name === params.kind) ?? "privacy";
  const { lead, sections } = DOCUMENTS[kind];
  return (
    <Page>
      <Card>
        <Text className={styles.title}>{CONSENT_NAMES[kind]}</Text>
        <Text className={styles.version}>{`版本 ${CONSENT_VERSIONS[kind]}`}</Text>
        <Text className={styles.lead}>{lead}</Text>
        {sections.map(({ heading, lines }) => (
          <View key={heading}>
            <Text className={styles.heading}>{heading}</Text>
            {lines.map((line) => (
              <Text key={line} className={styles.paragraph}>
                {line}
              </Text>
            ))}
          </View>
        ))}
      </Card>
    </Page>
  );
}

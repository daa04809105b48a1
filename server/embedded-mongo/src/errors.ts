/** Errors of the database: MongoDB's own codes and names, so that drivers and applications react as they do to MongoDB. */

type Extra = { [key: string]: unknown };

const CODE_NAMES: Readonly<Record<number, string>> = {
  1: "InternalError",
  2: "BadValue",
  4: "NoSuchKey",
  5: "GraphContainsCycle",
  6: "HostUnreachable",
  8: "UnknownError",
  9: "FailedToParse",
  10: "CannotMutateObject",
  11: "UserNotFound",
  13: "Unauthorized",
  14: "TypeMismatch",
  15: "Overflow",
  16: "InvalidLength",
  17: "ProtocolError",
  18: "AuthenticationFailed",
  20: "IllegalOperation",
  22: "InvalidBSON",
  26: "NamespaceNotFound",
  27: "IndexNotFound",
  28: "PathNotViable",
  31: "RoleNotFound",
  38: "FileNotOpen",
  39: "NotYetInitialized",
  40: "ConflictingUpdateOperators",
  43: "CursorNotFound",
  47: "NoMatchingDocument",
  48: "NamespaceExists",
  50: "MaxTimeMSExpired",
  52: "DollarPrefixedFieldName",
  53: "InvalidIdField",
  54: "NotSingleValueField",
  55: "InvalidDBRef",
  56: "EmptyFieldName",
  57: "DottedFieldName",
  59: "CommandNotFound",
  60: "DatabaseNotFound",
  61: "ShardKeyNotFound",
  66: "ImmutableField",
  67: "CannotCreateIndex",
  68: "IndexAlreadyExists",
  72: "InvalidOptions",
  73: "InvalidNamespace",
  79: "UnknownReplWriteConcern",
  84: "IllegalOpMsgFlag",
  85: "IndexOptionsConflict",
  86: "IndexKeySpecsConflict",
  89: "NetworkTimeout",
  91: "ShutdownInProgress",
  96: "OperationFailed",
  100: "UnsatisfiableWriteConcern",
  112: "WriteConflict",
  115: "CommandNotSupported",
  121: "DocumentValidationFailure",
  125: "CommandFailed",
  129: "TransportSessionClosed",
  136: "CappedPositionLost",
  146: "ExceededMemoryLimit",
  163: "NotExactValueField",
  165: "ViewDepthLimitExceeded",
  166: "CommandNotSupportedOnView",
  167: "OptionNotSupportedOnView",
  168: "InvalidPipelineOperator",
  175: "QueryPlanKilled",
  189: "PrimarySteppedDown",
  197: "InvalidIndexSpecificationOption",
  206: "NoSuchSession",
  217: "IncompleteTransactionHistory",
  225: "TransactionTooOld",
  228: "CannotConvertIndexToUnique",
  237: "CursorKilled",
  238: "NotImplemented",
  241: "ConversionFailure",
  246: "SnapshotUnavailable",
  251: "NoSuchTransaction",
  256: "TransactionCommitted",
  257: "TransactionTooLarge",
  262: "ExceededTimeLimit",
  263: "OperationNotSupportedInTransaction",
  266: "ClientDisconnect",
  290: "TransactionExceededLifetimeLimitSeconds",
  322: "APIVersionError",
  292: "QueryExceededMemoryLimitNoDiskUseAllowed",
  9001: "SocketException",
  10003: "CannotGrowDocumentInCappedNamespace",
  10107: "NotWritablePrimary",
  10334: "BSONObjectTooLarge",
  11000: "DuplicateKey",
  11600: "InterruptedAtShutdown",
  11601: "Interrupted",
  11602: "InterruptedDueToReplStateChange",
  13388: "StaleConfig",
  13435: "NotPrimaryNoSecondaryOk",
  17280: "KeyTooLong",
};

/** An error that goes to the client with MongoDB's `code` and `codeName`. */
export class MongoError extends Error {
  readonly code: number;
  readonly codeName: string;
  /** Error labels of the reply, e.g. `TransientTransactionError`. */
  readonly labels: string[];
  /** Further fields of the reply, e.g. `keyPattern` and `keyValue` of a duplicate key. */
  readonly extra: Extra;

  constructor(code: number, message: string, details: { labels: string[]; extra: Extra }) {
    super(message);
    this.name = "MongoError";
    this.code = code;
    this.codeName = CODE_NAMES[code] ?? `Location${code}`;
    this.labels = details.labels;
    this.extra = details.extra;
  }
}

/**
 * Makes (does not throw) an error with MongoDB's code; `extra.labels` become error labels, the rest goes into the reply. It
 * has no stack: contended transactions make thousands of them, whose stacks would cost more than all else about them.
 */
export function mongoError(code: number, message: string, extra: { labels?: string[] } & Extra = {}): MongoError {
  const { labels = [], ...rest } = extra;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new MongoError(code, message, { labels, extra: rest });
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

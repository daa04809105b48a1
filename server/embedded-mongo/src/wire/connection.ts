import type { Socket } from "node:net";
import { MessageReader, type Request, readRequest } from "./message";
import { encodeReply, type Reply } from "./reply";

/** What commands may know of the connection they came on. */
export type ConnectionState = {
  id: number;
  /** True once it carried anything but greetings: only such connections belong to a client's pool. */
  isPooled: boolean;
  isClosed: boolean;
};

export type ConnectionHost = {
  /** Answers a request; never rejects. */
  answer(request: Request, state: ConnectionState): Reply | Promise<Reply>;
  log(message: string, error: unknown): void;
};

/** Serves one client connection: requests are answered one after the other, in order. */
export class Connection {
  readonly state: ConnectionState;
  private readonly reader = new MessageReader();
  private readonly queue: Buffer[] = [];
  private isBusy = false;

  constructor(
    private readonly socket: Socket,
    private readonly host: ConnectionHost,
    id: number,
  ) {
    this.state = { id, isPooled: false, isClosed: false };
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.receive(chunk));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.state.isClosed = true;
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    try {
      for (const message of this.reader.push(chunk)) this.queue.push(message);
    } catch (error) {
      this.giveUp(error);
      return;
    }
    this.work();
  }

  private work(): void {
    while (!this.isBusy && this.queue.length > 0 && !this.state.isClosed) {
      let request: Request;
      try {
        request = readRequest(this.queue.shift() as Buffer);
      } catch (error) {
        this.giveUp(error);
        return;
      }
      const reply = this.host.answer(request, this.state);
      if (reply instanceof Promise) this.finishLater(request, reply);
      else this.send(request, reply);
    }
  }

  private finishLater(request: Request, reply: Promise<Reply>): void {
    this.isBusy = true;
    reply.then(
      (value) => {
        this.isBusy = false;
        this.send(request, value);
        this.work();
      },
      (error) => this.giveUp(error),
    );
  }

  private send(request: Request, reply: Reply): void {
    if (!request.wantsReply || this.socket.destroyed) return;
    const { requestId: responseTo, isLegacy } = request;
    this.socket.write(encodeReply(reply, { responseTo, isLegacy }));
  }

  private giveUp(error: unknown): void {
    this.host.log("connection closed: message could not be read", error);
    this.socket.destroy();
  }
}

// Written by ./x clients from docs/reference/indexer.openapi.json.
import type { Address } from '@solana/kit';

export interface paths {
    "/v1/auctions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Auctions, newest first */
        get: operations["auctions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auctions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An auction */
        get: operations["auction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delegations */
        get: operations["delegations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delegations/{supplier}/{staker}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A delegation */
        get: operations["delegation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/emissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Emissions by hour, newest first */
        get: operations["emissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events as they are stored, oldest first
         * @description Each message has the event as data and its id as id. A message with only an id says how far the stream has come. A
         *     `fork` message has a slot as data: the events from that slot on have changed; the current ones follow.
         */
        get: operations["stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals of fees received, burned, spent and paid out */
        get: operations["fees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Fills of auctions, newest first */
        get: operations["fills"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leaderboards/{board}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A leaderboard, at most a minute old */
        get: operations["leaders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rows as stored, to compare with the accounts */
        get: operations["ledger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Offers */
        get: operations["offers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/offers/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An offer */
        get: operations["offer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prices of IO recorded by events, newest first */
        get: operations["prices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proposed parameter changes, newest first */
        get: operations["proposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proposals/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A proposed change */
        get: operations["proposal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reservations, newest first */
        get: operations["reservations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reservations/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A reservation */
        get: operations["reservation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an address is, and the routes that return it */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/slashes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Slashes, newest first */
        get: operations["slashes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Up to which slot the index is complete */
        get: operations["status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Suppliers */
        get: operations["suppliers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppliers/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A supplier */
        get: operations["supplier"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/supply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The supply of IO */
        get: operations["supply"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions/{signature}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events of a transaction */
        get: operations["transaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallets/{address}/rewards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rewards of a wallet by UTC day, oldest first */
        get: operations["rewards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallets/{address}/rewards.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rewards of a wallet by UTC day in IO, as a CSV file for spreadsheets */
        get: operations["rewards_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An address: 32 bytes in base58. */
        Address: Address;
        /**
         * @description Base units of a token, or a price, in decimal.
         * @example 15000000000
         */
        Amount: string;
        /** @description An auction. */
        Auction: {
            /** @description The slow anchor at the opening, in pico-USD per IO. */
            anchor: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description When it ends, in unix seconds.
             */
            endsAt: number;
            /** @description USDC left of the lot, in micro-USD. */
            left: components["schemas"]["Amount"];
            /** @description USDC of the lot, in micro-USD. */
            lot: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Its number, from 1.
             */
            number: number;
            /**
             * Format: int64
             * @description When it opened, in unix seconds.
             */
            openedAt: number;
            /** @description Base price of the bid, in pico-USD per IO. */
            reference: components["schemas"]["Amount"];
            /** @description USDC returned to the budget, in micro-USD. */
            returned: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
            /** @description Whether it can be filled. */
            state: components["schemas"]["AuctionState"];
        };
        /**
         * @description State of an auction.
         * @enum {string}
         */
        AuctionState: "open" | "filled" | "expired";
        /**
         * @description A leaderboard.
         * @enum {string}
         */
        Board: "suppliers-by-stake" | "suppliers-by-earned" | "stakers-by-stake" | "stakers-by-rewards" | "renters-by-usdc" | "renters-by-io" | "fillers-by-burned";
        /** @description IO burned, in IO base units. */
        Burned: {
            /** @description Bought by auctions. */
            bought: components["schemas"]["Amount"];
            /** @description Fees paid in IO. */
            fees: components["schemas"]["Amount"];
            /** @description Stake taken by slashes. */
            slashed: components["schemas"]["Amount"];
        };
        /**
         * @description Commitment of blocks.
         * @enum {string}
         */
        Commitment: "confirmed" | "finalized";
        /**
         * @description A currency of reservations.
         * @enum {string}
         */
        Currency: "io" | "usdc";
        /** @description The stake of one staker with one supplier. Amounts are in IO base units. */
        Delegation: {
            /** @description Active stake, including stake held by open slashes. */
            active: components["schemas"]["Amount"];
            /** @description Address of the delegation. */
            address: components["schemas"]["Address"];
            /** @description Rewards claimed, including those compounded. */
            claimed: components["schemas"]["Amount"];
            /** @description Rewards compounded. */
            compounded: components["schemas"]["Amount"];
            /** @description Stake in its cooldown, including stake held by open slashes. */
            cooling: components["schemas"]["Amount"];
            /** @description Unclaimed rewards as of its last event. */
            due: components["schemas"]["Amount"];
            /** @description Stake held by open slashes, included in the two above. */
            held: components["schemas"]["Amount"];
            /** @description Open unstake requests. The last index is for stake returned by slashes. */
            requests: components["schemas"]["UnstakeRequest"][];
            /** @description Stake lost to slashes. */
            slashed: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
            /** @description The staker. */
            staker: components["schemas"]["Address"];
            /** @description The supplier. */
            supplier: components["schemas"]["Address"];
        };
        /**
         * @description Reason for the end of a reservation.
         * @enum {string}
         */
        EndReason: "completed" | "renterTerminated" | "supplierTerminated" | "declined" | "notStarted" | "terminatedForDowntime" | "terminatedEarly";
        /** @description An event of one of the programs. */
        Event: {
            /** @description The event as the program wrote it, in base64: discriminator, then fields in Borsh. */
            data: string;
            /** @description Its fields by name; null if it cannot be decoded. Addresses are base58, byte arrays hexadecimal, unsigned 64-bit integers strings. */
            fields: Record<string, unknown> | null;
            /**
             * @description Its place on the chain: slot, transaction index in the block, outer instruction, inner instruction. Events are in this order.
             * @example 350000000-12-1-3
             */
            id: string;
            /**
             * @description Name in the program's IDL; `unknown` for an event that this version cannot decode.
             * @example Reserved
             */
            name: string;
            /** @description The program. */
            program: components["schemas"]["Program"];
            /** @description Signature of the transaction. */
            signature: string;
            /**
             * Format: int64
             * @description Slot of the transaction.
             */
            slot: number;
            /**
             * Format: int64
             * @description Time of the block, in unix seconds.
             */
            time: number;
        };
        /** @description Totals of the fee-burn program since launch. */
        Fees: {
            anchor: components["schemas"]["Amount"] | null;
            /** @description IO bought by auctions and burned, in IO base units. */
            bought: components["schemas"]["Amount"];
            /** @description IO paid to the council's treasury, in IO base units. */
            councilIo: components["schemas"]["Amount"];
            /** @description USDC paid to the council's treasury, in micro-USD. */
            councilUsdc: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Auctions that ended with USDC left.
             */
            expired: number;
            /** @description Fees paid in IO and burned, in IO base units. */
            feesBurned: components["schemas"]["Amount"];
            /** @description Fees received in IO, in IO base units. */
            feesIo: components["schemas"]["Amount"];
            /** @description Fees received in USDC, in micro-USD. */
            feesUsdc: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Auctions sold out.
             */
            filled: number;
            /**
             * Format: int64
             * @description Fills.
             */
            fills: number;
            /**
             * Format: int64
             * @description Auctions opened.
             */
            opened: number;
            /**
             * Format: int64
             * @description Slot of the last change.
             */
            slot: number;
            /** @description USDC paid out by auctions, in micro-USD. */
            spent: components["schemas"]["Amount"];
        };
        /** @description A purchase of part of a lot. */
        Fill: {
            /**
             * Format: int64
             * @description Number of the auction.
             */
            auction: number;
            /** @description The bid, in pico-USD per IO. */
            bid: components["schemas"]["Amount"];
            /** @description Seller of the IO. */
            filler: components["schemas"]["Address"];
            /** @description IO burned, in IO base units. */
            io: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Its number, from 1.
             */
            number: number;
            /**
             * Format: int64
             * @description Slot of its event.
             */
            slot: number;
            /**
             * Format: int64
             * @description When, in unix seconds.
             */
            time: number;
            /** @description USDC paid, in micro-USD. */
            usdc: components["schemas"]["Amount"];
        };
        /** @description One role of an address. */
        Found: {
            /**
             * @description Route of this API that returns it, or the list of them.
             * @example /v1/reservations?renter=4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi
             */
            path: string;
            /** @description The role. */
            role: components["schemas"]["Role"];
        };
        /** @description Emission up to an epoch hour, since the previous hour in this list. */
        Hour: {
            /** @description Minted so far, in IO base units. */
            emitted: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description The epoch hour: unix time divided by 3,600.
             */
            hour: number;
            /** @description Minted, in IO base units. */
            minted: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Hours of the schedule emitted so far.
             */
            scheduleHour: number;
            /**
             * Format: int64
             * @description Slot of the event.
             */
            slot: number;
            /**
             * Format: int64
             * @description When the clock was advanced, in unix seconds.
             */
            time: number;
        };
        /** @description One place of a leaderboard. */
        Leader: {
            /** @description The supplier or the wallet. */
            address: components["schemas"]["Address"];
            /** @description The amount. */
            amount: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Rank, from 1.
             */
            rank: number;
        };
        /** @description The top of a leaderboard. */
        Leaders: {
            /** @description The leaderboard. */
            board: components["schemas"]["Board"];
            /** @description Highest amount first; equal amounts by address. */
            data: components["schemas"]["Leader"][];
            /** @description Unit of the amounts. */
            measure: components["schemas"]["Measure"];
        };
        /** @description Rows of the ledger, in the order of their keys. */
        Ledger: {
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
            /** @description The rows. */
            rows: components["schemas"]["LedgerRow"][];
        };
        /**
         * @description Kind of a row of the ledger.
         * @enum {string}
         */
        LedgerKind: "supplier" | "delegation" | "slash" | "offer" | "reservation" | "supply" | "engine" | "auction" | "fill" | "hour" | "price" | "reward_day" | "proposal";
        /** @description A row of the ledger. */
        LedgerRow: {
            /** @description Its key, unique within the kind. */
            key: string;
            /** @description The row as stored. Its fields may change with the version of io-indexer. */
            row: Record<string, unknown>;
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
        };
        /**
         * @description Unit of a leaderboard's amounts.
         * @enum {string}
         */
        Measure: "io" | "usdc";
        /** @description GPUs of one supplier at a price. */
        Offer: {
            /** @description Address of the offer. */
            address: components["schemas"]["Address"];
            /** @description Whether it is closed. */
            closed: boolean;
            /**
             * Format: int64
             * @description When it was created, in unix seconds.
             */
            createdAt: number;
            /** @description Currencies accepted. */
            currencies: components["schemas"]["Currency"][];
            /**
             * Format: int32
             * @description GPUs offered.
             */
            gpus: number;
            /**
             * Format: int32
             * @description Index of the GPU model.
             */
            model: number;
            /** @description Whether the supplier has paused it: it refuses new reservations. */
            paused: boolean;
            /** @description Price of a GPU-hour, in micro-USD. */
            priceMicroUsd: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description GPUs reserved.
             */
            reserved: number;
            /**
             * Format: int32
             * @description Revision, raised by each edit.
             */
            revision: number;
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
            /** @description The supplier. */
            supplier: components["schemas"]["Address"];
        };
        /** @description A page of a list. */
        Page_Auction: {
            /** @description Its rows. */
            data: components["schemas"]["Auction"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Delegation: {
            /** @description Its rows. */
            data: components["schemas"]["Delegation"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Event: {
            /** @description Its rows. */
            data: components["schemas"]["Event"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Fill: {
            /** @description Its rows. */
            data: components["schemas"]["Fill"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Hour: {
            /** @description Its rows. */
            data: components["schemas"]["Hour"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Offer: {
            /** @description Its rows. */
            data: components["schemas"]["Offer"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Price: {
            /** @description Its rows. */
            data: components["schemas"]["Price"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Proposal: {
            /** @description Its rows. */
            data: components["schemas"]["Proposal"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Reservation: {
            /** @description Its rows. */
            data: components["schemas"]["Reservation"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_RewardDay: {
            /** @description Its rows. */
            data: components["schemas"]["RewardDay"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Slash: {
            /** @description Its rows. */
            data: components["schemas"]["Slash"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A page of a list. */
        Page_Supplier: {
            /** @description Its rows. */
            data: components["schemas"]["Supplier"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /** @description A price of IO recorded by an event. */
        Price: {
            anchor: components["schemas"]["Amount"] | null;
            /** @description Kind of price. */
            kind: components["schemas"]["PriceKind"];
            /** @description Pico-USD per IO. */
            price: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Slot of the event.
             */
            slot: number;
            /**
             * Format: int64
             * @description Time of the event, in unix seconds.
             */
            time: number;
        };
        /**
         * @description Kind of price.
         * @enum {string}
         */
        PriceKind: "reference" | "average" | "bid";
        /** @description Why a request failed. */
        Problem: {
            /** @description What is wrong with this request, and what to do. */
            detail: string;
            /**
             * Format: int32
             * @description HTTP status.
             */
            status: number;
            /** @description Title of the type. */
            title: string;
            /**
             * @description URI of the problem's type.
             * @example urn:io-indexer:cursor
             */
            type: string;
        };
        /**
         * @description A program of the suite.
         * @enum {string}
         */
        Program: "emissions" | "marketplace" | "feeBurn";
        /** @description Events stored for one program. */
        ProgramStatus: {
            /** @description Its address. */
            address: components["schemas"]["Address"];
            /** @description Hash over the events in order, in base58. Two indexes with the same events have the same digest. */
            digest: string;
            /**
             * Format: int64
             * @description Events stored.
             */
            events: number;
            /** @description The program. */
            program: components["schemas"]["Program"];
            /**
             * Format: int64
             * @description Slot of the newest event; null without events.
             */
            slot: number | null;
        };
        /** @description A proposed parameter change. */
        Proposal: {
            /** @description Address of the proposal. */
            address: components["schemas"]["Address"];
            /**
             * @description The change in words.
             * @example stake-per-unit 150 IO
             */
            change: string;
            /**
             * Format: int64
             * @description When it was applied or cancelled, in unix seconds; null while open.
             */
            endedAt: number | null;
            /** @description The program. */
            program: components["schemas"]["Program"];
            /**
             * Format: int64
             * @description When it was proposed, in unix seconds.
             */
            proposedAt: number;
            /**
             * Format: int64
             * @description When it can be applied, by anyone, in unix seconds.
             */
            readyAt: number;
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
            /** @description Its state. */
            state: components["schemas"]["ProposalState"];
        };
        /**
         * @description State of a proposal.
         * @enum {string}
         */
        ProposalState: "open" | "applied" | "cancelled";
        /** @description A reservation. Amounts are in base units of its currency, times in unix seconds. */
        Reservation: {
            /** @description Whether its accounts are closed. */
            accountClosed: boolean;
            /** @description Address of the reservation. */
            address: components["schemas"]["Address"];
            /**
             * Format: int64
             * @description When the supplier announced the end; null if it has not.
             */
            announcedAt: number | null;
            /** @description Whether the downtime was a breach; null before the reservation is closed. */
            breach: boolean | null;
            /** @description Part of `payable` that is no longer held back. */
            charged: components["schemas"]["Amount"];
            /** @description Currency. */
            currency: components["schemas"]["Currency"];
            /** @description Deposit of an open dispute. */
            deposit: components["schemas"]["Amount"];
            /** @description Whether the council reports an outage now. */
            down: boolean;
            /**
             * Format: int32
             * @description Downtime in seconds, as of the last event.
             */
            downtime: number;
            endReason: components["schemas"]["EndReason"] | null;
            /**
             * Format: int64
             * @description When the meter stopped; null if it is running or never ran.
             */
            endedAt: number | null;
            /**
             * Format: int64
             * @description When the reserved time ends; null before the start.
             */
            endsAt: number | null;
            /** @description Fees sent to the fee-burn program. */
            fees: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description GPUs reserved.
             */
            gpus: number;
            /** @description Paid in by the payer, excluding the deposit of an open dispute. */
            locked: components["schemas"]["Amount"];
            /** @description The offer. */
            offer: components["schemas"]["Address"];
            /** @description Fees not yet sent. */
            owedFees: components["schemas"]["Amount"];
            /** @description Owed to the payer. */
            owedToPayer: components["schemas"]["Amount"];
            /** @description Owed to the supplier. */
            owedToSupplier: components["schemas"]["Amount"];
            /** @description Paid to the supplier. */
            paid: components["schemas"]["Amount"];
            /** @description Cost for which the payer is liable. */
            payable: components["schemas"]["Amount"];
            /** @description The payer, who is also refunded. */
            payer: components["schemas"]["Address"];
            /** @description Rate of the last segment, in base units per hour for all GPUs together. */
            rate: components["schemas"]["Amount"];
            /** @description Refunded to the payer. */
            refunded: components["schemas"]["Amount"];
            /** @description The renter. */
            renter: components["schemas"]["Address"];
            /**
             * Format: int64
             * @description When it was reserved.
             */
            reservedAt: number;
            /**
             * Format: int64
             * @description Reserved time including extensions, in seconds.
             */
            seconds: number;
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
            /**
             * Format: int64
             * @description When the meter started; null before the start.
             */
            startedAt: number | null;
            /** @description State. */
            state: components["schemas"]["ReservationState"];
            /** @description The supplier. */
            supplier: components["schemas"]["Address"];
            /** @description Whether the supplier is paid in full. */
            supplierPaid: boolean;
        };
        /**
         * @description State of a reservation.
         * @enum {string}
         */
        ReservationState: "reserved" | "active" | "ended" | "closed";
        /** @description Rewards of a wallet on one day, over all its suppliers and delegations. Amounts are in IO base units. */
        RewardDay: {
            /** @description Paid to the wallet. */
            claimed: components["schemas"]["Amount"];
            /** @description Compounded. */
            compounded: components["schemas"]["Amount"];
            /**
             * Format: date
             * @description The day, in UTC.
             * @example 2026-11-30
             */
            day: string;
            /** @description Rewards counted: an owner's at each settlement, a staker's at each event of its delegation. */
            earned: components["schemas"]["Amount"];
        };
        /**
         * @description Role of an address.
         * @enum {string}
         */
        Role: "supplier" | "reservation" | "offer" | "proposal" | "owner" | "operator" | "payout" | "staker" | "renter" | "payer" | "filler";
        /**
         * @description Series of slash numbers.
         * @enum {string}
         */
        Series: "council" | "breach";
        /** @description Service record of a supplier. */
        ServiceRecord: {
            /**
             * Format: int32
             * @description Reservations with a breach.
             */
            breaches: number;
            /**
             * Format: int32
             * @description Reservations completed, or ended by the renter.
             */
            completed: number;
            /**
             * Format: int32
             * @description Reservations declined.
             */
            declined: number;
            /**
             * Format: int32
             * @description Reservations ended by the renter within the grace period.
             */
            early: number;
            /** @description Fees paid in IO, in IO base units. */
            feesIo: components["schemas"]["Amount"];
            /** @description Fees paid in USDC, in micro-USD. */
            feesUsdc: components["schemas"]["Amount"];
            /** @description Metered GPU-seconds. */
            gpuSeconds: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Epoch hours in which a reservation was not started in time.
             */
            notStarted: number;
            /** @description Seconds of downtime. */
            outageSeconds: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Reservations terminated by the supplier.
             */
            terminated: number;
        };
        /** @description A slash. Amounts are in IO base units. */
        Slash: {
            /** @description Address of the slash. */
            address: components["schemas"]["Address"];
            /** @description Amount. */
            amount: components["schemas"]["Amount"];
            /** @description Part taken from delegators' cooling stake. */
            cooling: components["schemas"]["Amount"];
            /** @description Part taken from delegators' active stake. Stake that is unstaked in the meantime moves to `cooling`. */
            delegated: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description When it can be executed, in unix seconds.
             */
            dueAt: number;
            /**
             * Format: int64
             * @description When it was executed or dropped, in unix seconds; null while open.
             */
            endedAt: number | null;
            /** @description Hash of the evidence, in hexadecimal. */
            evidence: string;
            /**
             * Format: int32
             * @description Number within its series.
             */
            number: number;
            /** @description Part taken from own stake. */
            own: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description When it was proposed, in unix seconds.
             */
            proposedAt: number;
            /**
             * Format: int32
             * @description The council's code for the reason; 0 for a breach.
             */
            reason: number;
            /** @description Series of the number. */
            series: components["schemas"]["Series"];
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
            /** @description Its state. */
            state: components["schemas"]["SlashState"];
            /** @description The supplier. */
            supplier: components["schemas"]["Address"];
        };
        /**
         * @description State of a slash.
         * @enum {string}
         */
        SlashState: "open" | "dropped" | "executed";
        /** @description Status of the index. */
        Status: {
            /** @description Commitment of the blocks it reads. */
            commitment: components["schemas"]["Commitment"];
            /** @description Whether everything up to `slot` is indexed. If false, balances are out of date. */
            complete: boolean;
            /**
             * Format: int64
             * @description Events stored.
             */
            events: number;
            /** @description Genesis hash of the network; null before the first request to a node. */
            genesis: string | null;
            /** @description The programs. */
            programs: components["schemas"]["ProgramStatus"][];
            /**
             * Format: int64
             * @description Events that contradict the rows. 0 if the history is complete.
             */
            refusedEvents: number;
            /**
             * Format: int64
             * @description First slot for which the node had blocks; earlier events may be missing. Null until the node's lists are read.
             */
            since: number | null;
            /**
             * Format: int64
             * @description Slot up to which all three programs are indexed; 0 before the first round.
             */
            slot: number;
            /**
             * Format: int64
             * @description Transactions that are not indexed yet, up to the slot that the node's lists were read to.
             */
            toRecord: number;
            /**
             * Format: int64
             * @description Of those, events that this version cannot decode.
             */
            unknownEvents: number;
            /** @description Version of the indexer. */
            version: string;
        };
        /** @description A supplier. Amounts are in IO base units. */
        Supplier: {
            /** @description Active stake, including own stake. */
            activeStake: components["schemas"]["Amount"];
            /** @description Address of the supplier. */
            address: components["schemas"]["Address"];
            /**
             * Format: int64
             * @description When that attestation expires, in unix seconds; null without one.
             */
            attestedUntil: number | null;
            /** @description Whether it is closed. */
            closed: boolean;
            /**
             * Format: int32
             * @description Current commission, in bps.
             */
            commissionBps: number;
            /** @description Stake in its cooldown, including own stake. */
            coolingStake: components["schemas"]["Amount"];
            /** @description Rewards settled so far, for owner and delegators. */
            earned: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description GPUs in the last attestation.
             */
            gpus: number;
            /** @description Stake held by open slashes, included in the above. */
            heldStake: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Index of its GPU model.
             */
            model: number;
            /**
             * Format: int32
             * @description Announced commission, in bps; null if none is announced.
             */
            nextCommissionBps: number | null;
            /**
             * Format: int32
             * @description Epoch hour from which the announced commission applies.
             */
            nextCommissionFrom: number | null;
            operator: components["schemas"]["Address"] | null;
            /** @description Active own stake, included in `active`. */
            ownStake: components["schemas"]["Amount"];
            /** @description Its owner. */
            owner: components["schemas"]["Address"];
            /** @description The owner's claimed rewards. */
            ownerClaimed: components["schemas"]["Amount"];
            /** @description The owner's unclaimed rewards. */
            ownerDue: components["schemas"]["Amount"];
            payout: components["schemas"]["Address"] | null;
            /**
             * Format: int64
             * @description When it was registered, in unix seconds.
             */
            registeredAt: number;
            /**
             * Format: int32
             * @description GPUs reserved now, over all offers.
             */
            reservedGpus: number;
            /** @description Its service record. */
            service: components["schemas"]["ServiceRecord"];
            /**
             * Format: int32
             * @description Epoch hour up to which it is settled; null before the first settlement.
             */
            settledHour: number | null;
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
            /** @description Compute units of the last attestation, in 10⁻⁴ units. */
            units: components["schemas"]["Amount"];
        };
        /** @description The supply of IO, in IO base units. */
        Supply: {
            /** @description Burned. */
            burned: components["schemas"]["Burned"];
            /** @description Rewards claimed, including those compounded. */
            claimed: components["schemas"]["Amount"];
            /** @description Emitted since, by the schedule. */
            emitted: components["schemas"]["Amount"];
            /** @description Minted before the launch. */
            genesis: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Slot of the last change.
             */
            slot: number;
            /** @description All stake, active and cooling. */
            staked: components["schemas"]["Amount"];
            /** @description Total supply: genesis plus emitted, less burned. */
            total: components["schemas"]["Amount"];
            /** @description Rewards emitted and not yet claimed. */
            unclaimed: components["schemas"]["Amount"];
        };
        /** @description Stake in its cooldown. */
        UnstakeRequest: {
            /** @description Amount, in IO base units. */
            amount: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Its index in the account.
             */
            place: number;
            /**
             * Format: int64
             * @description When it can be withdrawn, in unix seconds.
             */
            unlocksAt: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    auctions: {
        parameters: {
            query?: {
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Auction"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the auction */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Auction"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delegations: {
        parameters: {
            query?: {
                /** @description Only with this supplier */
                supplier?: components["schemas"]["Address"];
                /** @description Only of this staker */
                staker?: components["schemas"]["Address"];
                /** @description Sort order */
                order?: "address" | "stake";
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Delegation"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delegation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier */
                supplier: components["schemas"]["Address"];
                /** @description The staker */
                staker: components["schemas"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    emissions: {
        parameters: {
            query?: {
                /** @description Only this epoch hour and later */
                from?: number;
                /** @description Only epoch hours before this */
                until?: number;
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Hour"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    events: {
        parameters: {
            query?: {
                /** @description Only of this program */
                program?: components["schemas"]["Program"];
                /** @description Only of this name, such as `Reserved` */
                name?: string;
                /** @description Only with this address, of an account or a wallet, among their fields */
                address?: components["schemas"]["Address"];
                /** @description Only of this transaction */
                signature?: string;
                /** @description Only from this slot on */
                fromSlot?: number;
                /** @description Only before this slot */
                untilSlot?: number;
                /** @description Sort order */
                order?: "newest" | "oldest";
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Event"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream: {
        parameters: {
            query?: {
                /** @description Only of this program */
                program?: components["schemas"]["Program"];
                /** @description Only of this name, such as `Reserved` */
                name?: string;
                /** @description Only with this address, of an account or a wallet, among their fields */
                address?: components["schemas"]["Address"];
                /** @description Only after the event with this id; by default only new events. The header `Last-Event-ID` takes precedence */
                after?: string;
            };
            header?: {
                /** @description Id of the last event the client saw */
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Each message's data */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Event"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fees: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fees"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fills: {
        parameters: {
            query?: {
                /** @description Only of this filler */
                filler?: components["schemas"]["Address"];
                /** @description Only of this auction */
                auction?: number;
                /** @description Only from this time on, unix seconds */
                from?: number;
                /** @description Only before this time, unix seconds */
                until?: number;
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Fill"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    leaders: {
        parameters: {
            query?: {
                /** @description Places, 100 by default */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The leaderboard */
                board: components["schemas"]["Board"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Leaders"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ledger: {
        parameters: {
            query?: {
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Kind of the rows */
                kind: components["schemas"]["LedgerKind"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ledger"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    offers: {
        parameters: {
            query?: {
                /** @description Only of this supplier */
                supplier?: components["schemas"]["Address"];
                /** @description Only with GPUs of this model */
                model?: number;
                /** @description Whether paused */
                paused?: boolean;
                /** @description Whether closed */
                closed?: boolean;
                /** @description Sort order */
                order?: "address" | "price";
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Offer"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    offer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The offer */
                address: components["schemas"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Offer"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prices: {
        parameters: {
            query?: {
                /** @description Only prices of this kind */
                kind?: components["schemas"]["PriceKind"];
                /** @description Only from this time on, unix seconds */
                from?: number;
                /** @description Only before this time, unix seconds */
                until?: number;
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Price"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proposals: {
        parameters: {
            query?: {
                /** @description Only of this program */
                program?: components["schemas"]["Program"];
                /** @description Only in this state */
                state?: components["schemas"]["ProposalState"];
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Proposal"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The proposal */
                address: components["schemas"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reservations: {
        parameters: {
            query?: {
                /** @description Only of this renter */
                renter?: components["schemas"]["Address"];
                /** @description Only of this payer */
                payer?: components["schemas"]["Address"];
                /** @description Only with this supplier */
                supplier?: components["schemas"]["Address"];
                /** @description Only of this offer */
                offer?: components["schemas"]["Address"];
                /** @description Only in this currency */
                currency?: components["schemas"]["Currency"];
                /** @description Only in this state */
                state?: components["schemas"]["ReservationState"];
                /** @description Only made from this time on, unix seconds */
                from?: number;
                /** @description Only made before this time, unix seconds */
                until?: number;
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Reservation"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reservation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The reservation */
                address: components["schemas"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reservation"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description An account or a wallet */
                address: components["schemas"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Empty if the index does not know it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Found"][];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    slashes: {
        parameters: {
            query?: {
                /** @description Only of this supplier */
                supplier?: components["schemas"]["Address"];
                /** @description Only in this state */
                state?: components["schemas"]["SlashState"];
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Slash"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suppliers: {
        parameters: {
            query?: {
                /** @description Only of this owner */
                owner?: components["schemas"]["Address"];
                /** @description Only with this operator */
                operator?: components["schemas"]["Address"];
                /** @description Only with this payout wallet */
                payout?: components["schemas"]["Address"];
                /** @description Only with GPUs of this model */
                model?: number;
                /** @description Whether closed */
                closed?: boolean;
                /** @description Sort order */
                order?: "address" | "stake" | "earned" | "gpus";
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Supplier"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The supplier */
                address: components["schemas"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Supplier"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Supply"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Signature of the transaction, in base58 */
                signature: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In order of execution; empty if the index has none */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"][];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rewards: {
        parameters: {
            query?: {
                /** @description Only from this day on, such as 2026-01-01 */
                from?: string;
                /** @description Only before this day */
                until?: string;
                /** @description Cursor of the page: `next` of the previous page */
                cursor?: string;
                /** @description Page size, 100 by default */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The wallet */
                address: components["schemas"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Days without rewards are omitted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RewardDay"];
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rewards_csv: {
        parameters: {
            query?: {
                /** @description Only from this day on, such as 2026-01-01 */
                from?: string;
                /** @description Only before this day */
                until?: string;
            };
            header?: never;
            path: {
                /** @description The wallet */
                address: components["schemas"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Any error */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

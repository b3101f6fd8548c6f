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
        /** Auctions, the newest first */
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
        /** Emission by hour, the newest first */
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
         * Events as they are stored, the oldest first
         * @description Each message has the event as data and its id as id. A message with an id alone says how far the stream has come. A message
         *     `fork` has a slot as data: the events from that slot on are others than before, and are sent again as they are now.
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
        /** What became of the fees */
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
        /** Fills of auctions, the newest first */
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
        /** Rows as the index keeps them, to compare with the accounts */
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
        /** Prices of IO as events recorded them, the newest first */
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
        /** Proposed changes of parameters, the newest first */
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
        /** Reservations, the newest first */
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
        /** What an address is, and the routes that have it */
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
        /** Slashes, the newest first */
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
        /** How far the index has come */
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
        /** Rewards of a wallet by day of UTC, the oldest first */
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
        /** Rewards of a wallet by day of UTC in IO, as a file for spreadsheets */
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
            /** @description The slow anchor at the opening, in pico-USD for one IO. */
            anchor: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Until when it can be filled, in unix seconds.
             */
            endsAt: number;
            /** @description USDC left of the lot, in micro-USD. */
            left: components["schemas"]["Amount"];
            /** @description USDC of the lot, in micro-USD. */
            lot: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Its number: that of the first is 1.
             */
            number: number;
            /**
             * Format: int64
             * @description When it opened, in unix seconds.
             */
            openedAt: number;
            /** @description Base of the bid, in pico-USD for one IO. */
            reference: components["schemas"]["Amount"];
            /** @description USDC that went back to the budget, in micro-USD. */
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
        /** @description What was burned, in IO base units. */
        Burned: {
            /** @description Bought by auctions. */
            bought: components["schemas"]["Amount"];
            /** @description Fees paid in IO. */
            fees: components["schemas"]["Amount"];
            /** @description Stake taken by slashes. */
            slashed: components["schemas"]["Amount"];
        };
        /**
         * @description Which blocks are read.
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
            /** @description Active stake, with what open slashes hold of it. */
            active: components["schemas"]["Amount"];
            /** @description Address of the delegation. */
            address: components["schemas"]["Address"];
            /** @description Rewards claimed, with those compounded. */
            claimed: components["schemas"]["Amount"];
            /** @description Rewards delegated again. */
            compounded: components["schemas"]["Amount"];
            /** @description Stake in its cooldown, with what open slashes hold of it. */
            cooling: components["schemas"]["Amount"];
            /** @description Rewards counted by its last event and not yet claimed. */
            due: components["schemas"]["Amount"];
            /** @description Stake that open slashes hold, as part of the two above. */
            held: components["schemas"]["Amount"];
            /** @description Open unstake requests; the last place is of stake that slashes gave back. */
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
         * @description Why a reservation ended.
         * @enum {string}
         */
        EndReason: "completed" | "renterTerminated" | "supplierTerminated" | "declined" | "notStarted" | "terminatedForDowntime" | "terminatedEarly";
        /** @description An event of one of the programs. */
        Event: {
            /** @description The event as the program wrote it, in base64: discriminator, then fields in Borsh. */
            data: string;
            /** @description Its fields by name; none if it cannot be decoded. Addresses are base58, byte arrays hexadecimal, 64-bit unsigned numbers text. */
            fields: Record<string, unknown> | null;
            /**
             * @description Its place on the chain: slot, transaction in the block, outer and inner instruction. Events are ordered by it.
             * @example 350000000-12-1-3
             */
            id: string;
            /**
             * @description Name as in the interface of the program; `unknown` for an event that this version cannot decode.
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
        /** @description Totals of the fee-burn program since it was set up. */
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
            /** @description Fees in IO that reservations have sent, in IO base units. */
            feesIo: components["schemas"]["Amount"];
            /** @description Fees in USDC that reservations have sent, in micro-USD. */
            feesUsdc: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Auctions that were sold out.
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
            /** @description USDC spent on it, in micro-USD. */
            spent: components["schemas"]["Amount"];
        };
        /** @description A purchase of part of a lot. */
        Fill: {
            /**
             * Format: int64
             * @description Number of the auction.
             */
            auction: number;
            /** @description The bid, in pico-USD for one IO. */
            bid: components["schemas"]["Amount"];
            /** @description Seller of the IO. */
            filler: components["schemas"]["Address"];
            /** @description IO burned, in IO base units. */
            io: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Its number: that of the first is 1.
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
        /** @description Something that an address is, or has a part in. */
        Found: {
            /**
             * @description Route of this API that has it, or all of them.
             * @example /v1/reservations?renter=4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi
             */
            path: string;
            /** @description What the address is. */
            role: components["schemas"]["Role"];
        };
        /** @description What was minted when the emission clock reached an hour: of all hours since the one before in this list. */
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
            /** @description What it comes to. */
            amount: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Its place: the first is 1.
             */
            rank: number;
        };
        /** @description The first places of a leaderboard. */
        Leaders: {
            /** @description The leaderboard. */
            board: components["schemas"]["Board"];
            /** @description The first places, the highest amount first. Of equal amounts, the lower address is first. */
            data: components["schemas"]["Leader"][];
            /** @description What is compared. */
            measure: components["schemas"]["Measure"];
        };
        /** @description Rows of the ledger, in the order of their keys. */
        Ledger: {
            /** @description Cursor of the next page; none on the last. */
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
            /** @description Its key among its kind. */
            key: string;
            /** @description The row. Its fields are those of this version of the index, and change with it. */
            row: Record<string, unknown>;
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
        };
        /**
         * @description What the amounts of a leaderboard are.
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
            /** @description Currencies taken. */
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
            /** @description Whether new reservations are refused. */
            paused: boolean;
            /** @description Price of a GPU-hour, in micro-USD. */
            priceMicroUsd: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description GPUs of it that are reserved.
             */
            reserved: number;
            /**
             * Format: int32
             * @description Revision.
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
        /** @description A part of a list. */
        Page_Auction: {
            /** @description Its rows. */
            data: components["schemas"]["Auction"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A part of a list. */
        Page_Delegation: {
            /** @description Its rows. */
            data: components["schemas"]["Delegation"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A part of a list. */
        Page_Event: {
            /** @description Its rows. */
            data: components["schemas"]["Event"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A part of a list. */
        Page_Fill: {
            /** @description Its rows. */
            data: components["schemas"]["Fill"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A part of a list. */
        Page_Hour: {
            /** @description Its rows. */
            data: components["schemas"]["Hour"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A part of a list. */
        Page_Offer: {
            /** @description Its rows. */
            data: components["schemas"]["Offer"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A part of a list. */
        Page_Price: {
            /** @description Its rows. */
            data: components["schemas"]["Price"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A part of a list. */
        Page_Proposal: {
            /** @description Its rows. */
            data: components["schemas"]["Proposal"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A part of a list. */
        Page_Reservation: {
            /** @description Its rows. */
            data: components["schemas"]["Reservation"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A part of a list. */
        Page_RewardDay: {
            /** @description Its rows. */
            data: components["schemas"]["RewardDay"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A part of a list. */
        Page_Slash: {
            /** @description Its rows. */
            data: components["schemas"]["Slash"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A part of a list. */
        Page_Supplier: {
            /** @description Its rows. */
            data: components["schemas"]["Supplier"][];
            /** @description Cursor of the next page; none on the last. */
            next: string | null;
        };
        /** @description A price of IO that an event recorded. */
        Price: {
            anchor: components["schemas"]["Amount"] | null;
            /** @description Which price it is. */
            kind: components["schemas"]["PriceKind"];
            /** @description Pico-USD for one IO. */
            price: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Slot of the event.
             */
            slot: number;
            /**
             * Format: int64
             * @description When, in unix seconds.
             */
            time: number;
        };
        /**
         * @description Which price of IO an event recorded.
         * @enum {string}
         */
        PriceKind: "reference" | "average" | "bid";
        /** @description Why a request is not answered. */
        Problem: {
            /** @description What is wrong with this request, and what to do. */
            detail: string;
            /**
             * Format: int32
             * @description Status of the response.
             */
            status: number;
            /** @description The same in words. */
            title: string;
            /**
             * @description Which problem it is, for programs.
             * @example urn:io-indexer:cursor
             */
            type: string;
        };
        /**
         * @description A program of the suite.
         * @enum {string}
         */
        Program: "emissions" | "marketplace" | "feeBurn";
        /** @description What is stored of one program. */
        ProgramStatus: {
            /** @description Its address. */
            address: components["schemas"]["Address"];
            /** @description A hash over them in their order, in base58: two indexes with the same events have the same. */
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
             * @description Slot of the newest; none without events.
             */
            slot: number | null;
        };
        /** @description A change of parameters that was proposed. */
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
             * @description When it was applied or cancelled, in unix seconds; none while it is open.
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
             * @description From when anyone can apply it, in unix seconds.
             */
            readyAt: number;
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
            /** @description What became of it. */
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
             * @description When the supplier announced its end; none if it has not.
             */
            announcedAt: number | null;
            /** @description Whether the downtime was a breach; none before it is closed. */
            breach: boolean | null;
            /** @description The part of `payable` that is no longer held back. */
            charged: components["schemas"]["Amount"];
            /** @description Currency. */
            currency: components["schemas"]["Currency"];
            /** @description Deposit of an open dispute. */
            deposit: components["schemas"]["Amount"];
            /** @description Whether the council has reported the GPUs down. */
            down: boolean;
            /**
             * Format: int32
             * @description Seconds of downtime by the last event.
             */
            downtime: number;
            endReason: components["schemas"]["EndReason"] | null;
            /**
             * Format: int64
             * @description When the meter stopped; none before, and if it never ran.
             */
            endedAt: number | null;
            /**
             * Format: int64
             * @description When the reserved time ends; none before the start.
             */
            endsAt: number | null;
            /** @description Fees sent to the fee-burn program. */
            fees: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description GPUs reserved.
             */
            gpus: number;
            /** @description Paid in by the payer, without the deposit of an open dispute. */
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
            /** @description Price that the payer is liable for. */
            payable: components["schemas"]["Amount"];
            /** @description Pays, and is refunded. */
            payer: components["schemas"]["Address"];
            /** @description Rate of the last segment: base units per hour, for all GPUs together. */
            rate: components["schemas"]["Amount"];
            /** @description Refunded to the payer. */
            refunded: components["schemas"]["Amount"];
            /** @description The renter. */
            renter: components["schemas"]["Address"];
            /**
             * Format: int64
             * @description When it was made.
             */
            reservedAt: number;
            /**
             * Format: int64
             * @description Reserved time, with extensions, in seconds.
             */
            seconds: number;
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
            /**
             * Format: int64
             * @description When the meter started; none before.
             */
            startedAt: number | null;
            /** @description State. */
            state: components["schemas"]["ReservationState"];
            /** @description The supplier. */
            supplier: components["schemas"]["Address"];
            /** @description Whether the supplier has been paid completely. */
            supplierPaid: boolean;
        };
        /**
         * @description State of a reservation.
         * @enum {string}
         */
        ReservationState: "reserved" | "active" | "ended" | "closed";
        /** @description The rewards of a wallet on one day, over all its suppliers and delegations. Amounts are in IO base units. */
        RewardDay: {
            /** @description Paid to it. */
            claimed: components["schemas"]["Amount"];
            /** @description Delegated again. */
            compounded: components["schemas"]["Amount"];
            /**
             * Format: date
             * @description The day, in UTC.
             * @example 2026-11-30
             */
            day: string;
            /** @description Counted: for an owner at each settlement, for a staker when something happens to its delegation. */
            earned: components["schemas"]["Amount"];
        };
        /**
         * @description What an address can be.
         * @enum {string}
         */
        Role: "supplier" | "reservation" | "offer" | "proposal" | "owner" | "operator" | "payout" | "staker" | "renter" | "payer" | "filler";
        /**
         * @description Which numbers a slash counts with.
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
             * @description Reservations that were completed, or ended by the renter.
             */
            completed: number;
            /**
             * Format: int32
             * @description Reservations that were declined.
             */
            declined: number;
            /**
             * Format: int32
             * @description Reservations that the renter ended within the grace period.
             */
            early: number;
            /** @description Fees paid in IO, in IO base units. */
            feesIo: components["schemas"]["Amount"];
            /** @description Fees paid in USDC, in micro-USD. */
            feesUsdc: components["schemas"]["Amount"];
            /** @description Metered seconds times GPUs. */
            gpuSeconds: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Epoch hours with reservations that were not started.
             */
            notStarted: number;
            /** @description Seconds of downtime. */
            outageSeconds: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Reservations that the supplier terminated.
             */
            terminated: number;
        };
        /** @description A slash. Amounts are in IO base units. */
        Slash: {
            /** @description Address of the slash. */
            address: components["schemas"]["Address"];
            /** @description Amount. */
            amount: components["schemas"]["Amount"];
            /** @description Cooling stake of delegators. */
            cooling: components["schemas"]["Amount"];
            /** @description Active stake of delegators; what is unstaked meanwhile moves to `cooling`. */
            delegated: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description From when it can be executed, in unix seconds.
             */
            dueAt: number;
            /**
             * Format: int64
             * @description When it was executed or dropped, in unix seconds; none while it is open.
             */
            endedAt: number | null;
            /** @description Hash of the evidence, in hexadecimal. */
            evidence: string;
            /**
             * Format: int32
             * @description Number in its series.
             */
            number: number;
            /** @description Own stake. */
            own: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description When it was proposed, in unix seconds.
             */
            proposedAt: number;
            /**
             * Format: int32
             * @description Reason, as the council numbers its reasons; 0 for a breach.
             */
            reason: number;
            /** @description Its series. */
            series: components["schemas"]["Series"];
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
            /** @description What became of it. */
            state: components["schemas"]["SlashState"];
            /** @description The supplier. */
            supplier: components["schemas"]["Address"];
        };
        /**
         * @description State of a slash.
         * @enum {string}
         */
        SlashState: "open" | "dropped" | "executed";
        /** @description How far the index has come. */
        Status: {
            /** @description Which blocks it reads. */
            commitment: components["schemas"]["Commitment"];
            /** @description Whether everything up to `slot` is indexed, from the first transaction on. Without it, balances are those of an earlier time. */
            complete: boolean;
            /**
             * Format: int64
             * @description Events stored.
             */
            events: number;
            /** @description Hash of the first block of the network; none before a node is asked. */
            genesis: string | null;
            /** @description The programs. */
            programs: components["schemas"]["ProgramStatus"][];
            /**
             * Format: int64
             * @description Events that do not follow from the events before them. 0 unless something is missing.
             */
            refusedEvents: number;
            /**
             * Format: int64
             * @description First slot that the node kept; what was before it may be missing. None before the node's lists are read.
             */
            since: number | null;
            /**
             * Format: int64
             * @description Slot up to which all three programs are indexed; 0 before the first.
             */
            slot: number;
            /**
             * Format: int64
             * @description Transactions that are not indexed yet, up to the slot that the node's lists were read to.
             */
            toRecord: number;
            /**
             * Format: int64
             * @description Events among them that this version cannot decode.
             */
            unknownEvents: number;
            /** @description Version of the indexer. */
            version: string;
        };
        /** @description A supplier. Amounts are in IO base units. */
        Supplier: {
            /** @description Active stake, with the owner's. */
            activeStake: components["schemas"]["Amount"];
            /** @description Address of the supplier. */
            address: components["schemas"]["Address"];
            /**
             * Format: int64
             * @description When it expires, in unix seconds; none without one.
             */
            attestedUntil: number | null;
            /** @description Whether it is closed. */
            closed: boolean;
            /**
             * Format: int32
             * @description Commission in force, in bps.
             */
            commissionBps: number;
            /** @description Stake in its cooldown, with the owner's. */
            coolingStake: components["schemas"]["Amount"];
            /** @description Settled so far, for owner and delegators. */
            earned: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description GPUs of the last attestation.
             */
            gpus: number;
            /** @description Stake that open slashes hold, as part of the above. */
            heldStake: components["schemas"]["Amount"];
            /**
             * Format: int32
             * @description Index of its GPU model.
             */
            model: number;
            /**
             * Format: int32
             * @description Announced commission, in bps; none if none is announced.
             */
            nextCommissionBps: number | null;
            /**
             * Format: int32
             * @description Epoch hour from which it applies.
             */
            nextCommissionFrom: number | null;
            operator: components["schemas"]["Address"] | null;
            /** @description The owner's active stake, as part of that. */
            ownStake: components["schemas"]["Amount"];
            /** @description Its owner. */
            owner: components["schemas"]["Address"];
            /** @description The owner's part that is claimed. */
            ownerClaimed: components["schemas"]["Amount"];
            /** @description The owner's part that is not yet claimed. */
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
             * @description Epoch hour up to which it is settled; none before the first settlement.
             */
            settledHour: number | null;
            /**
             * Format: int64
             * @description Slot of its last change.
             */
            slot: number;
            /** @description Compute units that it counted, in 10⁻⁴ units. */
            units: components["schemas"]["Amount"];
        };
        /** @description The supply of IO, in IO base units. */
        Supply: {
            /** @description Burned. */
            burned: components["schemas"]["Burned"];
            /** @description Rewards claimed, with those compounded. */
            claimed: components["schemas"]["Amount"];
            /** @description Minted since, by the schedule. */
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
            /** @description What exists: genesis and emitted, less burned. */
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
             * @description Its place in the account.
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
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
                /** @description The order */
                order?: "address" | "stake";
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
                /** @description Only this epoch hour and later ones */
                from?: number;
                /** @description Only epoch hours before this */
                until?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
                /** @description Only those with this address among their fields: an account or a wallet */
                address?: components["schemas"]["Address"];
                /** @description Only of this transaction */
                signature?: string;
                /** @description Only from this slot on */
                fromSlot?: number;
                /** @description Only before this slot */
                untilSlot?: number;
                /** @description The order */
                order?: "newest" | "oldest";
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most events: 100 unless given */
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
                /** @description Only those with this address among their fields: an account or a wallet */
                address?: components["schemas"]["Address"];
                /** @description Only behind the event of this id; only new ones unless given. The header `Last-Event-ID` comes before it */
                after?: string;
            };
            header?: {
                /** @description Id of the last event that the client saw */
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
                /** @description Only from this time on, in unix seconds */
                from?: number;
                /** @description Only before this time, in unix seconds */
                until?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
                /** @description Most places: 100 unless given */
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
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
                /** @description Only paused ones, or only others */
                paused?: boolean;
                /** @description Only closed ones, or only others */
                closed?: boolean;
                /** @description The order */
                order?: "address" | "price";
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
                /** @description Only this price */
                kind?: components["schemas"]["PriceKind"];
                /** @description Only from this time on, in unix seconds */
                from?: number;
                /** @description Only before this time, in unix seconds */
                until?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
                /** @description Only those made from this time on, in unix seconds */
                from?: number;
                /** @description Only those made before this time, in unix seconds */
                until?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
                /** @description Only closed ones, or only others */
                closed?: boolean;
                /** @description The order */
                order?: "address" | "stake" | "earned" | "gpus";
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
            /** @description In their order; empty if the index has none of it */
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
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Most rows: 100 unless given */
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
            /** @description Days without rewards are left out */
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

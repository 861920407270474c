/** Generated from openapi.json by `npm run docs`; do not edit. */
export interface paths {
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Agents.list"];
        put?: never;
        post: operations["Agents.register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Agents.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Agents.changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Agents.bindKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/deputy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["Agents.changeDeputy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Agents.activate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Agents.kill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Agents.restart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Agents.retire"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Agents.give"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/grants/{grantId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Agents.endGrant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Bindings.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/{id}/bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Bindings.bind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/bindings/{bindingId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Bindings.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Campaigns.list"];
        put?: never;
        post: operations["Campaigns.draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/stage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Campaigns.stage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/launch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Campaigns.launch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/sign-off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Campaigns.signOff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Campaigns.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Campaigns.items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{id}/items/{itemId}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Campaigns.decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["DeadLetters.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/{messageId}/{handler}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["DeadLetters.retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Decisions.latest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lifecycle/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Holds.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/holds/{holdId}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Holds.release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Ledger.checkpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Ledger.key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lifecycle/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Lifecycle.previewed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/lifecycle/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Lifecycle.replay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lifecycle/breakers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Lifecycle.breakers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}/breaker/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Lifecycle.release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Notifications.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Notifications.hooks"];
        put?: never;
        post: operations["Notifications.add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Notifications.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/owner-proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["OwnerProposals.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/owner-proposals/{agentId}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["OwnerProposals.accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["People.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["People.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["People.groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/lifecycle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Person.history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/sign-in-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Person.invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Person.give"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Profiles.list"];
        put?: never;
        post: operations["Profiles.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/{id}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Profiles.grant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/grants/{grantId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Profiles.endGrant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/{id}/assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Profiles.assign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/assignments/{assignmentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Profiles.endAssignment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Receipts.ofPerson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/receipts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Receipts.find"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/tool-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Reports.toolCalls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/evidence-pack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Reports.evidencePack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Servers.list"];
        put?: never;
        post: operations["Servers.register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Servers.sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Session.signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Session.current"];
        put?: never;
        post?: never;
        delete: operations["Session.signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signal-holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["SignalHolds.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signal-streams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["SignalStreams.list"];
        put?: never;
        post: operations["SignalStreams.add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signal-streams/discover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["SignalStreams.discover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signal-streams/{id}/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["SignalStreams.told"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signal-streams/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["SignalStreams.pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signal-streams/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["SignalStreams.resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signal-streams/{id}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["SignalStreams.renewToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signal-streams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["SignalStreams.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Sources.list"];
        put?: never;
        post: operations["Sources.connect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["Sources.configure"];
        trace?: never;
    };
    "/api/v1/sources/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Sources.status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Sources.log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Sources.issueToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}/tokens/{tokenId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Sources.revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/successions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Successions.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/successions/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Successions.accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/successions/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Successions.decline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/successions/{id}/nominate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Successions.nominate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Tools.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Tools.approve"];
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
        Problem: {
            type: string;
            title: string;
            status: number;
            detail?: string;
            /** @description Stable; clients decide by it. */
            code: string;
            /** @description The request id. */
            instance: string;
        };
        Condition: {
            all: components["schemas"]["Condition"][];
        } | {
            any: components["schemas"]["Condition"][];
        } | {
            arg: string;
            /** @enum {string} */
            op: "eq";
            value: string | number | boolean | (null);
        } | {
            arg: string;
            /** @enum {string} */
            op: "in";
            value: (string | number | boolean | (null))[];
        } | {
            arg: string;
            /** @enum {string} */
            op: "prefix";
            value: string;
        } | {
            arg: string;
            /** @enum {string} */
            op: "lt" | "lte" | "gt" | "gte";
            value: number;
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
    "Agents.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "autonomous" | "delegated";
                        purpose: string;
                        /** Format: uuid */
                        ownerId: string;
                        /** Format: uuid */
                        deputyId: string | null;
                        /** @enum {string} */
                        state: "staged" | "active" | "retired";
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        nextReviewAt: string;
                        /** Format: date-time */
                        createdAt: string;
                        ownerName: string;
                        deputyName: string | null;
                        suspendedFor: ("owner_inactive" | "review_overdue" | "killed" | "expired" | "dormant" | "upstream_inactive" | "owner_changed" | "risk")[];
                        effectiveToolCount: number;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Agents.register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    kind: "autonomous" | "delegated";
                    purpose: string;
                    /**
                     * Format: uuid
                     * @default null
                     */
                    deputyId?: string | null;
                    /** Format: date-time */
                    expiresAt: string;
                    /** Format: date-time */
                    nextReviewAt: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "autonomous" | "delegated";
                        purpose: string;
                        /** Format: uuid */
                        ownerId: string;
                        /** Format: uuid */
                        deputyId: string | null;
                        /** @enum {string} */
                        state: "staged" | "active" | "retired";
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        nextReviewAt: string;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Agents.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "autonomous" | "delegated";
                        purpose: string;
                        /** Format: uuid */
                        ownerId: string;
                        /** Format: uuid */
                        deputyId: string | null;
                        /** @enum {string} */
                        state: "staged" | "active" | "retired";
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        nextReviewAt: string;
                        /** Format: date-time */
                        createdAt: string;
                        ownerName: string;
                        deputyName: string | null;
                        suspendedFor: ("owner_inactive" | "review_overdue" | "killed" | "expired" | "dormant" | "upstream_inactive" | "owner_changed" | "risk")[];
                        credentials: {
                            /** Format: uuid */
                            id: string;
                            kid: string;
                            /** @enum {string} */
                            kind: "private_key_jwt";
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            /** Format: date-time */
                            revokedAt: string | null;
                        }[];
                        grants: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            toolId: string;
                            /** @enum {string} */
                            effect: "allow" | "hold" | "deny";
                            condition: components["schemas"]["Condition"] | null;
                            /** Format: date-time */
                            validFrom: string;
                            /** Format: date-time */
                            validTo: string | null;
                            /** Format: uuid */
                            agentId: string;
                            grantedBy: string;
                            endedBecause: string | null;
                        }[];
                        effectiveTools: {
                            /** Format: uuid */
                            toolId: string;
                            serverName: string;
                            toolName: string;
                            /** @enum {string} */
                            risk: "read" | "write" | "destructive" | "unknown";
                            /** @enum {string} */
                            effect: "allow" | "hold";
                            conditional: boolean;
                            conditions: {
                                /** Format: uuid */
                                grantId: string;
                                condition: components["schemas"]["Condition"];
                            }[];
                            grantIds: string[];
                            path: {
                                /** @enum {string} */
                                step: "agent" | "owner" | "person" | "group" | "profile" | "grant" | "missing";
                                id: string;
                                name: string | null;
                            }[];
                        }[];
                        withheldTools: {
                            /** Format: uuid */
                            toolId: string;
                            serverName: string;
                            toolName: string;
                            /** @enum {string} */
                            risk: "read" | "write" | "destructive" | "unknown";
                            code: string;
                            path: {
                                /** @enum {string} */
                                step: "agent" | "owner" | "person" | "group" | "profile" | "grant" | "missing";
                                id: string;
                                name: string | null;
                            }[];
                        }[];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Agents.changes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        eventId: string;
                        /** Format: date-time */
                        at: string;
                        kind: string;
                        /** Format: uuid */
                        personId: string;
                        lost: {
                            /** Format: uuid */
                            toolId: string;
                            tool: string;
                        }[];
                        gained: {
                            /** Format: uuid */
                            toolId: string;
                            tool: string;
                        }[];
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Agents.bindKey": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    jwk: {
                        [key: string]: unknown;
                    };
                    /** Format: date-time */
                    expiresAt: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        kid: string;
                        /** @enum {string} */
                        kind: "private_key_jwt";
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        revokedAt: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Agents.changeDeputy": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    deputyId: string | null;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "autonomous" | "delegated";
                        purpose: string;
                        /** Format: uuid */
                        ownerId: string;
                        /** Format: uuid */
                        deputyId: string | null;
                        /** @enum {string} */
                        state: "staged" | "active" | "retired";
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        nextReviewAt: string;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Agents.activate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "autonomous" | "delegated";
                        purpose: string;
                        /** Format: uuid */
                        ownerId: string;
                        /** Format: uuid */
                        deputyId: string | null;
                        /** @enum {string} */
                        state: "staged" | "active" | "retired";
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        nextReviewAt: string;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Agents.kill": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Agents.restart": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Agents.retire": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "autonomous" | "delegated";
                        purpose: string;
                        /** Format: uuid */
                        ownerId: string;
                        /** Format: uuid */
                        deputyId: string | null;
                        /** @enum {string} */
                        state: "staged" | "active" | "retired";
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        nextReviewAt: string;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Agents.give": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    toolId: string;
                    /** @enum {string} */
                    effect: "allow" | "hold" | "deny";
                    /** @default null */
                    condition?: components["schemas"]["Condition"] | null;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        toolId: string;
                        /** @enum {string} */
                        effect: "allow" | "hold" | "deny";
                        condition: components["schemas"]["Condition"] | null;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                        /** Format: uuid */
                        agentId: string;
                        grantedBy: string;
                        endedBecause: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Agents.endGrant": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                grantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Bindings.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        profileId: string;
                        /** Format: uuid */
                        sourceId: string;
                        /** @enum {string} */
                        attribute: "entitlements" | "roles";
                        value: string;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                        profileName: string;
                        people: number;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Bindings.bind": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    sourceId: string;
                    /** @enum {string} */
                    attribute: "entitlements" | "roles";
                    /** @description What the source is to say; the id of the profile if left out. */
                    value?: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        profileId: string;
                        /** Format: uuid */
                        sourceId: string;
                        /** @enum {string} */
                        attribute: "entitlements" | "roles";
                        value: string;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Bindings.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                bindingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Campaigns.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "periodic" | "micro" | "incident" | "amendment";
                        /** @enum {string} */
                        state: "draft" | "staged" | "active" | "closing" | "remediating" | "verifying" | "completed" | "cancelled";
                        agentIds: string[];
                        /** Format: uuid */
                        fallbackReviewerId: string;
                        /** Format: date-time */
                        endsAt: string;
                        populationHash: string | null;
                        createdBy: string;
                        /** Format: uuid */
                        signedOffBy: string | null;
                        version: number;
                        /** @description How many items are in each state. */
                        counts: {
                            [key: string]: number;
                        };
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Campaigns.draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    kind?: "periodic" | "micro" | "incident";
                    agentIds: string[];
                    /** Format: uuid */
                    fallbackReviewerId: string;
                    /** Format: date-time */
                    endsAt: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "periodic" | "micro" | "incident" | "amendment";
                        /** @enum {string} */
                        state: "draft" | "staged" | "active" | "closing" | "remediating" | "verifying" | "completed" | "cancelled";
                        agentIds: string[];
                        /** Format: uuid */
                        fallbackReviewerId: string;
                        /** Format: date-time */
                        endsAt: string;
                        populationHash: string | null;
                        createdBy: string;
                        /** Format: uuid */
                        signedOffBy: string | null;
                        version: number;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Campaigns.stage": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "periodic" | "micro" | "incident" | "amendment";
                        /** @enum {string} */
                        state: "draft" | "staged" | "active" | "closing" | "remediating" | "verifying" | "completed" | "cancelled";
                        agentIds: string[];
                        /** Format: uuid */
                        fallbackReviewerId: string;
                        /** Format: date-time */
                        endsAt: string;
                        populationHash: string | null;
                        createdBy: string;
                        /** Format: uuid */
                        signedOffBy: string | null;
                        version: number;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Campaigns.launch": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "periodic" | "micro" | "incident" | "amendment";
                        /** @enum {string} */
                        state: "draft" | "staged" | "active" | "closing" | "remediating" | "verifying" | "completed" | "cancelled";
                        agentIds: string[];
                        /** Format: uuid */
                        fallbackReviewerId: string;
                        /** Format: date-time */
                        endsAt: string;
                        populationHash: string | null;
                        createdBy: string;
                        /** Format: uuid */
                        signedOffBy: string | null;
                        version: number;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Campaigns.signOff": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "periodic" | "micro" | "incident" | "amendment";
                        /** @enum {string} */
                        state: "draft" | "staged" | "active" | "closing" | "remediating" | "verifying" | "completed" | "cancelled";
                        agentIds: string[];
                        /** Format: uuid */
                        fallbackReviewerId: string;
                        /** Format: date-time */
                        endsAt: string;
                        populationHash: string | null;
                        createdBy: string;
                        /** Format: uuid */
                        signedOffBy: string | null;
                        version: number;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Campaigns.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "periodic" | "micro" | "incident" | "amendment";
                        /** @enum {string} */
                        state: "draft" | "staged" | "active" | "closing" | "remediating" | "verifying" | "completed" | "cancelled";
                        agentIds: string[];
                        /** Format: uuid */
                        fallbackReviewerId: string;
                        /** Format: date-time */
                        endsAt: string;
                        populationHash: string | null;
                        createdBy: string;
                        /** Format: uuid */
                        signedOffBy: string | null;
                        version: number;
                        /** @description How many items are in each state. */
                        counts: {
                            [key: string]: number;
                        };
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Campaigns.items": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        campaignId: string;
                        /** Format: uuid */
                        agentId: string;
                        /** Format: uuid */
                        toolId: string;
                        /** Format: uuid */
                        grantId: string;
                        /** @description As an agent sees it: server__tool. */
                        tool: string;
                        /** @description What was frozen at staging. */
                        snapshot: {
                            agent: {
                                [key: string]: unknown;
                            };
                            tool: {
                                [key: string]: unknown;
                            };
                            grant: {
                                [key: string]: unknown;
                            };
                        };
                        /** Format: uuid */
                        reviewerId: string;
                        /** @enum {string} */
                        assignmentReason: "manager" | "fallback";
                        /** @enum {string} */
                        state: "pending" | "submitted" | "retained" | "revoking" | "removed_unverified" | "verified_gone" | "still_present" | "superseded";
                        /** @enum {string|null} */
                        decision: "approve" | "revoke" | null;
                        decidedBy: string | null;
                        /** Format: date-time */
                        decidedAt: string | null;
                        comment: string | null;
                        evidence: {
                            [key: string]: unknown;
                        } | null;
                        version: number;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Campaigns.decide": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                itemId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    decision: "approve" | "revoke";
                    /** @default null */
                    comment?: string | null;
                    version: number;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        campaignId: string;
                        /** Format: uuid */
                        agentId: string;
                        /** Format: uuid */
                        toolId: string;
                        /** Format: uuid */
                        grantId: string;
                        /** @description As an agent sees it: server__tool. */
                        tool: string;
                        /** @description What was frozen at staging. */
                        snapshot: {
                            agent: {
                                [key: string]: unknown;
                            };
                            tool: {
                                [key: string]: unknown;
                            };
                            grant: {
                                [key: string]: unknown;
                            };
                        };
                        /** Format: uuid */
                        reviewerId: string;
                        /** @enum {string} */
                        assignmentReason: "manager" | "fallback";
                        /** @enum {string} */
                        state: "pending" | "submitted" | "retained" | "revoking" | "removed_unverified" | "verified_gone" | "still_present" | "superseded";
                        /** @enum {string|null} */
                        decision: "approve" | "revoke" | null;
                        decidedBy: string | null;
                        /** Format: date-time */
                        decidedAt: string | null;
                        comment: string | null;
                        evidence: {
                            [key: string]: unknown;
                        } | null;
                        version: number;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "DeadLetters.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        messageId: string;
                        handler: string;
                        topic: string;
                        error: string;
                        attempts: number;
                        /** Format: date-time */
                        at: string;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "DeadLetters.retry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: string;
                handler: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Decisions.latest": {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        seq: number;
                        callId: string;
                        /** Format: date-time */
                        at: string;
                        agentId: string;
                        agentName: string;
                        ownerId: string;
                        ownerName: string;
                        onBehalfOf: string | null;
                        onBehalfOfName: string | null;
                        server: string;
                        tool: string;
                        /** @enum {string} */
                        decision: "allow" | "hold" | "deny";
                        reasonCode: string;
                        grantIds: string[];
                        chain: string[];
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Holds.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        personId: string;
                        /** @enum {string} */
                        cause: "signal" | "relink";
                        reference: string;
                        reason: string;
                        /** Format: date-time */
                        since: string;
                        /** Format: date-time */
                        awaitingConfirmationSince: string | null;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Holds.release": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                holdId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Ledger.checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        size: number;
                        /** @description C2SP tlog-checkpoint, signed. */
                        note: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Ledger.key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description C2SP signed-note verifier key. */
                        vkey: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Lifecycle.previewed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    change: {
                        /** @enum {string} */
                        kind: "leaver";
                        /** Format: uuid */
                        personId: string;
                    } | {
                        /** @enum {string} */
                        kind: "group-members-removed";
                        /** Format: uuid */
                        groupId: string;
                        personIds: string[];
                    } | {
                        /** @enum {string} */
                        kind: "group-members-added";
                        /** Format: uuid */
                        groupId: string;
                        personIds: string[];
                    } | {
                        /** @enum {string} */
                        kind: "group-removed";
                        /** Format: uuid */
                        groupId: string;
                    };
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        agents: {
                            /** Format: uuid */
                            agentId: string;
                            name: string;
                            /** Format: uuid */
                            ownerId: string;
                            /** @description Stands still from then on. */
                            stops: boolean;
                            /** @description Tools whose use becomes narrower. */
                            lost: {
                                /** Format: uuid */
                                toolId: string;
                                serverName: string;
                                toolName: string;
                            }[];
                            /** @description Tools whose use becomes wider. */
                            gained: {
                                /** Format: uuid */
                                toolId: string;
                                serverName: string;
                                toolName: string;
                            }[];
                            /** @description Who would be asked first to answer for it. */
                            successor: {
                                /** Format: uuid */
                                personId: string;
                                /** @enum {string} */
                                role: "deputy" | "manager";
                            } | null;
                        }[];
                        breaker: {
                            /** @description Within the hour, this one included. */
                            leavers: number;
                            /** @description How many may leave within an hour. */
                            most: number;
                            open: boolean;
                            wouldTrip: boolean;
                        } | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Lifecycle.replay": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        faithful: boolean;
                        /** @description Empty when the events are faithful. */
                        discrepancies: {
                            replayed: {
                                revision: number | null;
                                kind: string;
                                changed: string[];
                                beforeDigest: string | null;
                                afterDigest: string | null;
                                /** Format: uuid */
                                joined?: string;
                                /** Format: uuid */
                                left?: string;
                            } | null;
                            stored: {
                                revision: number | null;
                                kind: string;
                                changed: string[];
                                beforeDigest: string | null;
                                afterDigest: string | null;
                                /** Format: uuid */
                                joined?: string;
                                /** Format: uuid */
                                left?: string;
                            } | null;
                        }[];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Lifecycle.breakers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        sourceId: string;
                        /** Format: date-time */
                        openedAt: string;
                        leavers: number;
                        most: number;
                        /** Format: date-time */
                        releasedAt: string | null;
                        releasedBy: string | null;
                        reason: string | null;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Lifecycle.release": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        sourceId: string;
                        /** Format: date-time */
                        openedAt: string;
                        leavers: number;
                        most: number;
                        /** Format: date-time */
                        releasedAt: string | null;
                        releasedBy: string | null;
                        reason: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Notifications.list": {
        parameters: {
            query?: {
                state?: "queued" | "sent" | "failed" | "skipped";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        template: string;
                        /** @enum {string} */
                        channel: "email" | "webhook";
                        /** Format: uuid */
                        personId: string | null;
                        /** Format: uuid */
                        webhookId: string | null;
                        subject: string;
                        /** @enum {string} */
                        state: "queued" | "sent" | "failed" | "skipped";
                        attempts: number;
                        /** Format: date-time */
                        nextAt: string;
                        error: string | null;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        sentAt: string | null;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Notifications.hooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        url: string;
                        /** Format: date-time */
                        createdAt: string;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Notifications.add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    url: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        url: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description whsec_ and 32 bytes in base64; shown this once. */
                        secret: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Notifications.remove": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "OwnerProposals.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        agentId: string;
                        name: string;
                        purpose: string;
                        /** Format: uuid */
                        ownerId: string;
                        /** Format: uuid */
                        proposedId: string | null;
                        /** Format: date-time */
                        since: string;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "OwnerProposals.accept": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agentId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description You have looked at the agent and answer for it from now on.
                     * @enum {boolean}
                     */
                    attest: true;
                    /** @description Grants of the agent that go on; all others end. */
                    keepGrantIds: string[];
                    reason: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "autonomous" | "delegated";
                        purpose: string;
                        /** Format: uuid */
                        ownerId: string;
                        /** Format: uuid */
                        deputyId: string | null;
                        /** @enum {string} */
                        state: "staged" | "active" | "retired";
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        nextReviewAt: string;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "People.list": {
        parameters: {
            query?: {
                search?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        sourceId: string;
                        userName: string;
                        displayName: string;
                        /** Format: uuid */
                        managerId: string | null;
                        /** @enum {string} */
                        status: "active" | "inactive";
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "People.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        sourceId: string;
                        userName: string;
                        displayName: string;
                        /** Format: uuid */
                        managerId: string | null;
                        /** @enum {string} */
                        status: "active" | "inactive";
                        groups: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            sourceId: string;
                            displayName: string;
                        }[];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "People.groups": {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        sourceId: string;
                        displayName: string;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Person.history": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        kind: string;
                        changed: string[];
                        /** @description Ids of agents, groups and tools concerned. */
                        effects: {
                            [key: string]: unknown;
                        };
                        fenceSeq: number | null;
                        /** @description Of the person; null for memberships and profiles. */
                        revision: number | null;
                        beforeDigest: string | null;
                        afterDigest: string | null;
                        /** @description The HTTP request that caused it; null for a date that came. */
                        requestId: string | null;
                        /** Format: date-time */
                        receivedAt: string | null;
                        /** Format: date-time */
                        at: string;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Person.invite": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uri */
                        link: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Person.give": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role: "admin" | "reviewer" | "auditor";
                };
            };
        };
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Profiles.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** Format: date-time */
                        createdAt: string;
                        grants: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            toolId: string;
                            /** @enum {string} */
                            effect: "allow" | "hold" | "deny";
                            condition: components["schemas"]["Condition"] | null;
                            /** Format: date-time */
                            validFrom: string;
                            /** Format: date-time */
                            validTo: string | null;
                            /** Format: uuid */
                            profileId: string;
                        }[];
                        assignments: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            profileId: string;
                            /** Format: uuid */
                            personId: string | null;
                            /** Format: uuid */
                            groupId: string | null;
                            /** Format: uuid */
                            bindingId: string | null;
                            /** Format: date-time */
                            validFrom: string;
                            /** Format: date-time */
                            validTo: string | null;
                        }[];
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Profiles.create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Profiles.grant": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    toolId: string;
                    /** @enum {string} */
                    effect: "allow" | "hold" | "deny";
                    /** @default null */
                    condition?: components["schemas"]["Condition"] | null;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        toolId: string;
                        /** @enum {string} */
                        effect: "allow" | "hold" | "deny";
                        condition: components["schemas"]["Condition"] | null;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                        /** Format: uuid */
                        profileId: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Profiles.endGrant": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Profiles.assign": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    personId: string;
                } | {
                    /** Format: uuid */
                    groupId: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        profileId: string;
                        /** Format: uuid */
                        personId: string | null;
                        /** Format: uuid */
                        groupId: string | null;
                        /** Format: uuid */
                        bindingId: string | null;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Profiles.endAssignment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                assignmentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Receipts.ofPerson": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        kind: "difference" | "leaver";
                        /** Format: uuid */
                        personId: string;
                        /** Format: uuid */
                        eventId: string;
                        /** @enum {string} */
                        state: "open" | "complete";
                        /** Format: date-time */
                        at: string;
                        /** Format: date-time */
                        completedAt: string | null;
                        /** @description What was found; its SHA-256 (RFC 8785) stands in the ledger. */
                        body: {
                            [key: string]: unknown;
                        };
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Receipts.find": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        kind: "difference" | "leaver";
                        /** Format: uuid */
                        personId: string;
                        /** Format: uuid */
                        eventId: string;
                        /** @enum {string} */
                        state: "open" | "complete";
                        /** Format: date-time */
                        at: string;
                        /** Format: date-time */
                        completedAt: string | null;
                        /** @description What was found; its SHA-256 (RFC 8785) stands in the ledger. */
                        body: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Reports.toolCalls": {
        parameters: {
            query?: {
                format?: "csv" | "ndjson";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": string;
                    "application/x-ndjson": string;
                };
            };
        };
    };
    "Reports.evidencePack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
        };
    };
    "Servers.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        transport: "stdio" | "http";
                        /** @enum {string} */
                        status: "active" | "disabled";
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        syncedAt: string | null;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Servers.register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    transport: "stdio";
                    command: {
                        program: string;
                        /** @default [] */
                        args?: string[];
                    };
                } | {
                    name: string;
                    /** @enum {string} */
                    transport: "http";
                    /** Format: uri */
                    url: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        transport: "stdio" | "http";
                        /** @enum {string} */
                        status: "active" | "disabled";
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        syncedAt: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Servers.sync": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        serverId: string;
                        name: string;
                        /** @enum {string} */
                        risk: "read" | "write" | "destructive" | "unknown";
                        /** @enum {string} */
                        state: "available" | "held" | "removed";
                        definitionHash: string;
                        approvedHash: string;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Session.signIn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    secret: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        personId: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Session.current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        personId: string;
                        roles: ("admin" | "reviewer" | "auditor")[];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Session.signOut": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "SignalHolds.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        personId: string;
                        reference: string;
                        /** Format: date-time */
                        since: string;
                        /**
                         * Format: date-time
                         * @description From then on the next SCIM write that says active releases it.
                         */
                        awaitingConfirmationSince: string | null;
                        events: {
                            /** Format: uuid */
                            signalId: string;
                            type: string;
                            /** Format: date-time */
                            eventTime: string;
                            /** Format: date-time */
                            receivedAt: string;
                        }[];
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "SignalStreams.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        sourceId: string;
                        issuer: string;
                        audience: string;
                        subjectIssuers: string[];
                        jwksUrl: string | null;
                        /** @enum {string} */
                        delivery: "push" | "poll";
                        pollUrl: string | null;
                        /** @enum {string} */
                        onSessionRevoked: "hold" | "end";
                        /** @enum {string} */
                        state: "active" | "paused";
                        /** Format: date-time */
                        createdAt: string;
                        /** @description Where the transmitter pushes to (RFC 8935). */
                        endpoint: string | null;
                        health: {
                            /** Format: date-time */
                            lastSignalAt: string | null;
                            signals: number;
                            refused: number;
                            /** Format: date-time */
                            polledAt: string | null;
                            /** @description Polls that failed since the last one that did not. */
                            failures: number;
                            lastError: string | null;
                            /** Format: date-time */
                            lastErrorAt: string | null;
                            /** Format: date-time */
                            verifiedAt: string | null;
                            verificationState: string | null;
                            /** @enum {string|null} */
                            transmitterStatus: "enabled" | "paused" | "disabled" | null;
                        };
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "SignalStreams.add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    sourceId: string;
                    /** @description The transmitter, exactly as its tokens name it (iss). */
                    issuer: string;
                    /** @description What its tokens must be meant for (aud). */
                    audience: string;
                    /** @description Issuers of iss_sub subjects; else the issuer. */
                    subjectIssuers?: string[];
                    /**
                     * Format: uri
                     * @description Left out together with jwks: as the transmitter says of itself.
                     */
                    jwksUrl?: string;
                    jwks?: {
                        [key: string]: unknown;
                    }[];
                    /**
                     * @description What a revoked session does: the person waits to be let in again, or starts anew with nothing of before.
                     * @default hold
                     * @enum {string}
                     */
                    onSessionRevoked?: "hold" | "end";
                    /** @enum {string} */
                    delivery: "push";
                } | {
                    /** Format: uuid */
                    sourceId: string;
                    /** @description The transmitter, exactly as its tokens name it (iss). */
                    issuer: string;
                    /** @description What its tokens must be meant for (aud). */
                    audience: string;
                    /** @description Issuers of iss_sub subjects; else the issuer. */
                    subjectIssuers?: string[];
                    /**
                     * Format: uri
                     * @description Left out together with jwks: as the transmitter says of itself.
                     */
                    jwksUrl?: string;
                    jwks?: {
                        [key: string]: unknown;
                    }[];
                    /**
                     * @description What a revoked session does: the person waits to be let in again, or starts anew with nothing of before.
                     * @default hold
                     * @enum {string}
                     */
                    onSessionRevoked?: "hold" | "end";
                    /** @enum {string} */
                    delivery: "poll";
                    /** Format: uri */
                    pollUrl: string;
                    /** @description The whole Authorization header; kept sealed. */
                    authorization: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        stream: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            sourceId: string;
                            issuer: string;
                            audience: string;
                            subjectIssuers: string[];
                            jwksUrl: string | null;
                            /** @enum {string} */
                            delivery: "push" | "poll";
                            pollUrl: string | null;
                            /** @enum {string} */
                            onSessionRevoked: "hold" | "end";
                            /** @enum {string} */
                            state: "active" | "paused";
                            /** Format: date-time */
                            createdAt: string;
                        };
                        /** @description Where the transmitter pushes to (RFC 8935). */
                        endpoint: string | null;
                        /** @description Bearer token for the transmitter; shown this one time. */
                        token: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "SignalStreams.discover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    issuer: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        issuer: string;
                        jwksUrl: string;
                        deliveries: string[];
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "SignalStreams.told": {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        jti: string;
                        txn: string | null;
                        /** Format: date-time */
                        issuedAt: string;
                        /** Format: date-time */
                        receivedAt: string;
                        effects: {
                            eventType: string;
                            /** Format: date-time */
                            eventAt: string;
                            /** Format: uuid */
                            personId: string | null;
                            effect: string;
                        }[];
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "SignalStreams.pause": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        sourceId: string;
                        issuer: string;
                        audience: string;
                        subjectIssuers: string[];
                        jwksUrl: string | null;
                        /** @enum {string} */
                        delivery: "push" | "poll";
                        pollUrl: string | null;
                        /** @enum {string} */
                        onSessionRevoked: "hold" | "end";
                        /** @enum {string} */
                        state: "active" | "paused";
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "SignalStreams.resume": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        sourceId: string;
                        issuer: string;
                        audience: string;
                        subjectIssuers: string[];
                        jwksUrl: string | null;
                        /** @enum {string} */
                        delivery: "push" | "poll";
                        pollUrl: string | null;
                        /** @enum {string} */
                        onSessionRevoked: "hold" | "end";
                        /** @enum {string} */
                        state: "active" | "paused";
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "SignalStreams.renewToken": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Shown this one time. */
                        token: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "SignalStreams.remove": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Sources.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        dialect: "okta" | "entra" | "lenient" | "strict";
                        /** Format: date-time */
                        createdAt: string;
                        /** @description SCIM attribute paths where the source states these, when not where RFC 7643 has them. */
                        mapping: {
                            displayName?: string;
                            email?: string;
                            employeeNumber?: string;
                            startDate?: string;
                            endDate?: string;
                            onLeave?: {
                                path: string;
                                values: string[];
                            };
                        };
                        /** @description By what somebody who was here before is recognised, in order. */
                        matching: ("externalId" | "userName" | "employeeNumber")[];
                        /** @description Schemas of the source’s own (RFC 7643 §7). */
                        extensions: unknown[];
                        /** @description Requests per second in the long run, by each process. */
                        ratePerSecond: number;
                        /** @description Whether the source may push agents. */
                        agents: boolean;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Sources.connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    dialect: "okta" | "entra" | "lenient" | "strict";
                    /** @description SCIM attribute paths where the source states these, when not where RFC 7643 has them. */
                    mapping?: {
                        displayName?: string;
                        email?: string;
                        employeeNumber?: string;
                        startDate?: string;
                        endDate?: string;
                        onLeave?: {
                            path: string;
                            values: string[];
                        };
                    };
                    /** @description By what somebody who was here before is recognised, in order. */
                    matching?: ("externalId" | "userName" | "employeeNumber")[];
                    /** @description Schemas of the source’s own (RFC 7643 §7). */
                    extensions?: unknown[];
                    /** @description Requests per second in the long run, by each process. */
                    ratePerSecond?: number;
                    /** @description Whether the source may push agents. */
                    agents?: boolean;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        source: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            /** @enum {string} */
                            dialect: "okta" | "entra" | "lenient" | "strict";
                            /** Format: date-time */
                            createdAt: string;
                            /** @description SCIM attribute paths where the source states these, when not where RFC 7643 has them. */
                            mapping: {
                                displayName?: string;
                                email?: string;
                                employeeNumber?: string;
                                startDate?: string;
                                endDate?: string;
                                onLeave?: {
                                    path: string;
                                    values: string[];
                                };
                            };
                            /** @description By what somebody who was here before is recognised, in order. */
                            matching: ("externalId" | "userName" | "employeeNumber")[];
                            /** @description Schemas of the source’s own (RFC 7643 §7). */
                            extensions: unknown[];
                            /** @description Requests per second in the long run, by each process. */
                            ratePerSecond: number;
                            /** @description Whether the source may push agents. */
                            agents: boolean;
                        };
                        /** @description Shown this one time. */
                        token: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Sources.configure": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    /** @enum {string} */
                    dialect?: "okta" | "entra" | "lenient" | "strict";
                    /** @description SCIM attribute paths where the source states these, when not where RFC 7643 has them. */
                    mapping?: {
                        displayName?: string;
                        email?: string;
                        employeeNumber?: string;
                        startDate?: string;
                        endDate?: string;
                        onLeave?: {
                            path: string;
                            values: string[];
                        };
                    };
                    /** @description By what somebody who was here before is recognised, in order. */
                    matching?: ("externalId" | "userName" | "employeeNumber")[];
                    /** @description Schemas of the source’s own (RFC 7643 §7). */
                    extensions?: unknown[];
                    /** @description Requests per second in the long run, by each process. */
                    ratePerSecond?: number;
                    /** @description Whether the source may push agents. */
                    agents?: boolean;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        dialect: "okta" | "entra" | "lenient" | "strict";
                        /** Format: date-time */
                        createdAt: string;
                        /** @description SCIM attribute paths where the source states these, when not where RFC 7643 has them. */
                        mapping: {
                            displayName?: string;
                            email?: string;
                            employeeNumber?: string;
                            startDate?: string;
                            endDate?: string;
                            onLeave?: {
                                path: string;
                                values: string[];
                            };
                        };
                        /** @description By what somebody who was here before is recognised, in order. */
                        matching: ("externalId" | "userName" | "employeeNumber")[];
                        /** @description Schemas of the source’s own (RFC 7643 §7). */
                        extensions: unknown[];
                        /** @description Requests per second in the long run, by each process. */
                        ratePerSecond: number;
                        /** @description Whether the source may push agents. */
                        agents: boolean;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Sources.status": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        lastRequestAt: string | null;
                        /** Format: date-time */
                        lastSuccessAt: string | null;
                        /** Format: date-time */
                        lastWriteAt: string | null;
                        lastHour: {
                            requests: number;
                            writes: number;
                            errors: number;
                        };
                        lastDay: {
                            requests: number;
                            writes: number;
                            errors: number;
                        };
                        /** @description Of the last day, the most frequent first. */
                        errors: {
                            code: string;
                            status: number;
                            count: number;
                            /** Format: date-time */
                            lastAt: string;
                        }[];
                        tokens: {
                            /** Format: uuid */
                            id: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            /** Format: date-time */
                            lastUsedAt: string | null;
                        }[];
                        health: {
                            /** @enum {string} */
                            state: "quiet" | "healthy" | "overdue" | "failing" | "expiring";
                            /** @description Since the last request that succeeded. */
                            lagSeconds: number | null;
                            hint: string;
                        };
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Sources.log": {
        parameters: {
            query?: {
                limit?: number;
                errorsOnly?: string;
                /** @description Id of the last entry seen; older ones follow. */
                before?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        tokenId: string;
                        /** Format: date-time */
                        at: string;
                        durationMs: number;
                        method: string;
                        route: string;
                        status: number;
                        code: string | null;
                        client: string | null;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Sources.issueToken": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default 365 */
                    days?: number;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** @description Shown this one time. */
                        token: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Sources.revokeToken": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tokenId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Successions.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        agentId: string;
                        /** Format: uuid */
                        leaverId: string;
                        /** @enum {string} */
                        kind: "leaver" | "final_leaver";
                        /** @enum {string} */
                        state: "offered" | "unclaimed" | "accepted" | "retired" | "cancelled";
                        /** Format: date-time */
                        openedAt: string;
                        /**
                         * Format: date-time
                         * @description When the agent is retired unless somebody has accepted it.
                         */
                        endsAt: string;
                        /** Format: date-time */
                        closedAt: string | null;
                        leaverName: string;
                        agent: {
                            name: string;
                            kind: string;
                            purpose: string;
                            /** Format: date-time */
                            expiresAt: string;
                        };
                        offers: {
                            /** Format: uuid */
                            personId: string;
                            personName: string;
                            /** @enum {string} */
                            role: "deputy" | "manager" | "nominee";
                            /** @enum {string} */
                            state: "open" | "accepted" | "declined" | "expired" | "withdrawn";
                            /** Format: date-time */
                            offeredAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            /** Format: date-time */
                            answeredAt: string | null;
                        }[];
                        grants: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            toolId: string;
                            tool: string;
                            risk: string;
                            /** @enum {string} */
                            effect: "allow" | "hold" | "deny";
                        }[];
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Successions.accept": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description You have looked at the agent and answer for it from now on.
                     * @enum {boolean}
                     */
                    attest: true;
                    /** @description Grants of the agent that go on; all others end. */
                    keepGrantIds: string[];
                    reason: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        agentId: string;
                        /** Format: uuid */
                        leaverId: string;
                        /** @enum {string} */
                        kind: "leaver" | "final_leaver";
                        /** @enum {string} */
                        state: "offered" | "unclaimed" | "accepted" | "retired" | "cancelled";
                        /** Format: date-time */
                        openedAt: string;
                        /**
                         * Format: date-time
                         * @description When the agent is retired unless somebody has accepted it.
                         */
                        endsAt: string;
                        /** Format: date-time */
                        closedAt: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Successions.decline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        agentId: string;
                        /** Format: uuid */
                        leaverId: string;
                        /** @enum {string} */
                        kind: "leaver" | "final_leaver";
                        /** @enum {string} */
                        state: "offered" | "unclaimed" | "accepted" | "retired" | "cancelled";
                        /** Format: date-time */
                        openedAt: string;
                        /**
                         * Format: date-time
                         * @description When the agent is retired unless somebody has accepted it.
                         */
                        endsAt: string;
                        /** Format: date-time */
                        closedAt: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Successions.nominate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    personId: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        agentId: string;
                        /** Format: uuid */
                        leaverId: string;
                        /** @enum {string} */
                        kind: "leaver" | "final_leaver";
                        /** @enum {string} */
                        state: "offered" | "unclaimed" | "accepted" | "retired" | "cancelled";
                        /** Format: date-time */
                        openedAt: string;
                        /**
                         * Format: date-time
                         * @description When the agent is retired unless somebody has accepted it.
                         */
                        endsAt: string;
                        /** Format: date-time */
                        closedAt: string | null;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Tools.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        serverId: string;
                        name: string;
                        /** @enum {string} */
                        risk: "read" | "write" | "destructive" | "unknown";
                        /** @enum {string} */
                        state: "available" | "held" | "removed";
                        definitionHash: string;
                        approvedHash: string;
                    }[];
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "Tools.approve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    definitionHash: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        serverId: string;
                        name: string;
                        /** @enum {string} */
                        risk: "read" | "write" | "destructive" | "unknown";
                        /** @enum {string} */
                        state: "available" | "held" | "removed";
                        definitionHash: string;
                        approvedHash: string;
                    };
                };
            };
            /** @description refused */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

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
                        suspendedFor: ("owner_inactive" | "review_overdue" | "killed" | "expired" | "dormant" | "upstream_inactive" | "risk")[];
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
                        suspendedFor: ("owner_inactive" | "review_overdue" | "killed" | "expired" | "dormant" | "upstream_inactive" | "risk")[];
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

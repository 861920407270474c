/** Generated from openapi.json by `npm run docs`; do not edit. */
export interface paths {
    "/api/v1/access/as-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["AccessAsCode.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/as-code/cedar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["AccessAsCode.exportCedar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/as-code/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["AccessAsCode.diff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/as-code/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["AccessAsCode.apply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ApiTokens.list"];
        put?: never;
        post: operations["ApiTokens.issue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-tokens/{tokenId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["ApiTokens.revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-tokens/all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ApiTokens.all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ApiTokens.ofPerson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/api-tokens/{tokenId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["ApiTokens.revokeOf"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/break-glass": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["BreakGlass.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/break-glass/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["BreakGlass.enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/break-glass/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["BreakGlass.disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in/break-glass": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Glass.begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in/break-glass/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Glass.finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in/break-glass/registration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Glass.invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in/break-glass/registration/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Glass.register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Roles.all"];
        put?: never;
        post?: never;
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
        get: operations["Roles.list"];
        put?: never;
        post: operations["Roles.give"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/roles/{assignmentId}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Roles.end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bootstrap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Bootstrap.redeem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["PersonSessions.list"];
        put?: never;
        post?: never;
        delete: operations["PersonSessions.endAll"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{id}/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["PersonSessions.end"];
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
        post: operations["AgentCredentials.bindKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["AgentCredentials.bind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/credentials/{credentialId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["AgentCredentials.withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["AgentLife.approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["AgentLife.decline"];
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
        post: operations["AgentLife.activate"];
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
        post: operations["AgentLife.kill"];
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
        post: operations["AgentLife.restart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["AgentLife.quarantine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["AgentLife.release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/wake": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["AgentLife.wake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["AgentLife.renew"];
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
        post: operations["AgentLife.retire"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
        patch: operations["Agents.change"];
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
    "/api/v1/agents/{id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["Agents.tag"];
        post?: never;
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
    "/api/v1/blueprints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Blueprints.list"];
        put?: never;
        post: operations["Blueprints.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blueprints/{blueprintId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["Blueprints.change"];
        post?: never;
        delete: operations["Blueprints.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kill-switches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["KillSwitches.list"];
        put?: never;
        post: operations["KillSwitches.pull"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kill-switches/{switchId}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["KillSwitches.lift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Transfers.offer"];
        delete: operations["Transfers.withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Transfers.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/transfers/{transferId}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Transfers.accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/transfers/{transferId}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Transfers.decline"];
        delete?: never;
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
    "/api/v1/client-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ClientRules.list"];
        put?: never;
        post: operations["ClientRules.make"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/client-rules/{ruleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["ClientRules.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["AgentBindings.list"];
        put?: never;
        post: operations["AgentBindings.bind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/bindings/{bindingId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["AgentBindings.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Connections.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/connections/{agentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Connections.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delegations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Delegations.mine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delegations/{delegationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Delegations.takeBack"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/delegations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Delegations.list"];
        put?: never;
        post: operations["Delegations.give"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/delegations/{delegationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Delegations.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trusted-issuers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["TrustedIssuers.list"];
        put?: never;
        post: operations["TrustedIssuers.trust"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trusted-issuers/{issuerId}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["TrustedIssuers.changeKeys"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trusted-issuers/{issuerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["TrustedIssuers.withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/anchors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Anchors.list"];
        put?: never;
        post?: never;
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
    "/api/v1/ledger/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Erasures.list"];
        put?: never;
        post: operations["Erasures.erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/retention-holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Erasures.holds"];
        put?: never;
        post: operations["Erasures.hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/retention-holds/{holdId}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Erasures.lift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/entries/{uid}/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Erasures.open"];
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
    "/api/v1/decisions/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Explain.explain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/decisions/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Explain.simulate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/who": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Past.who"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/what": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Past.what"];
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
    "/api/v1/identity-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["IdentityProviders.list"];
        put?: never;
        post: operations["IdentityProviders.add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/read-metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["IdentityProviders.readMetadata"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/discover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["IdentityProviders.discover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{id}/saml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["IdentityProviders.setUpSaml"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{id}/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["IdentityProviders.setUpOidc"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["IdentityProviders.enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["IdentityProviders.disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["IdentityProviders.remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{id}/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["IdentityProviders.bound"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{id}/identities/{identityId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["IdentityProviders.unbind"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/interaction/{uid}/details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Interactions.details"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/interaction/{uid}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Interactions.decide"];
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
    "/api/v1/ledger/proofs/inclusion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Proofs.inclusion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/proofs/inclusion.tlog-proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Proofs.file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ledger/proofs/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Proofs.consistency"];
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
    "/api/v1/profiles/{id}": {
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
        patch: operations["Profiles.describe"];
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
        put: operations["Profiles.replace"];
        post: operations["Profiles.grant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Profiles.versions"];
        put?: never;
        post?: never;
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
    "/api/v1/profiles/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Rules.list"];
        put?: never;
        post: operations["Rules.make"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Rules.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Drift.of"];
        put?: never;
        post?: never;
        delete?: never;
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
    "/api/v1/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["RegisteredClients.list"];
        put?: never;
        post: operations["RegisteredClients.register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{clientId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["RegisteredClients.end"];
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
    "/api/v1/servers/{id}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["ServerCredentials.list"];
        put?: never;
        post: operations["ServerCredentials.set"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/credentials/{credentialId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["ServerCredentials.rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/credentials/{credentialId}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["ServerCredentials.remove"];
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
    "/api/v1/servers/{id}": {
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
        patch: operations["Servers.change"];
        trace?: never;
    };
    "/api/v1/servers/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Servers.disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/servers/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Servers.enable"];
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
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Session.list"];
        put?: never;
        post?: never;
        delete: operations["Session.endAll"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["Session.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["SignIn.offered"];
        put?: never;
        post?: never;
        delete?: never;
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
    "/api/v1/client-registration-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["RegistrationTokens.issue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/token-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["TokenKeys.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/token-keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["TokenKeys.rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/token-keys/replace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["TokenKeys.replace"];
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
    "/api/v1/tools/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Tools.changes"];
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
    "/api/v1/tools/{id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Tools.refuse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{id}/risk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Tools.correct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{id}": {
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
        patch: operations["Tools.describe"];
        trace?: never;
    };
    "/api/v1/tools/{id}/variants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Tools.make"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Tools.remove"];
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
        Pattern: {
            /** @enum {string} */
            kind?: "tool" | "resource" | "resource_template" | "prompt";
            /** Format: uuid */
            server?: string;
            name?: string;
            risk?: ("read" | "write" | "destructive" | "unknown")[];
            tag?: string;
            environment?: ("production" | "staging" | "development" | "test")[];
            classification?: ("public" | "internal" | "confidential" | "restricted")[];
        };
        Condition: {
            all: components["schemas"]["Condition"][];
        } | {
            any: components["schemas"]["Condition"][];
        } | {
            not: components["schemas"]["Condition"];
        } | {
            time: {
                zone: string;
                days?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                from?: string;
                to?: string;
            };
        } | {
            assurance: {
                acr?: string[];
                maxAge?: number;
            };
        } | {
            called: components["schemas"]["Pattern"];
        } | {
            counter: {
                /** @enum {string} */
                unit: "calls" | "records" | "bytes" | "cost";
                per: ("agent" | "person" | "tool" | "profile" | "grant")[];
                window: "session" | {
                    /** @enum {string} */
                    every: "minute" | "hour" | "day" | "month";
                    zone: string;
                };
            };
            /** @enum {string} */
            op: "lt" | "lte" | "gt" | "gte";
            value: number;
        } | {
            cel: string;
        } | {
            arg?: string;
            /** @enum {string} */
            each?: "any" | "all";
            person?: string;
            owner?: string;
            /** @enum {string} */
            agent?: "id" | "environment" | "tags";
            /** @enum {string} */
            server?: "name" | "environment" | "classification";
            /** @enum {string} */
            call?: "client";
            /** @enum {string} */
            op: "eq" | "ne" | "in" | "notIn" | "prefix" | "suffix" | "cidr" | "lt" | "lte" | "gt" | "gte";
            value?: (string | number | boolean | (null)) | (string | number | boolean | (null))[];
            of?: {
                arg?: string;
                /** @enum {string} */
                each?: "any" | "all";
                person?: string;
                owner?: string;
                /** @enum {string} */
                agent?: "id" | "environment" | "tags";
                /** @enum {string} */
                server?: "name" | "environment" | "classification";
                /** @enum {string} */
                call?: "client";
            };
        };
        Budget: {
            counter: {
                /** @enum {string} */
                unit: "calls" | "records" | "bytes" | "cost";
                per: ("agent" | "person" | "tool" | "profile" | "grant")[];
                window: "session" | {
                    /** @enum {string} */
                    every: "minute" | "hour" | "day" | "month";
                    zone: string;
                };
            };
            limit: number;
            /** @enum {string} */
            exceeded: "deny" | "hold";
        };
        Connection: {
            /** Format: uuid */
            agentId: string;
            agentName: string;
            /** @enum {string} */
            agentState: "requested" | "staged" | "active" | "retired";
            clientId: string;
            clientName: string;
            /** Format: date-time */
            connectedAt: string;
            /**
             * Format: date-time
             * @description Null: the client has to ask before it acts again.
             */
            actsUntil: string | null;
        };
        Interaction: {
            /**
             * @description `login`: the client asks for a new sign-in first.
             * @enum {string}
             */
            prompt: "login" | "consent";
            client: {
                clientId: string;
                /** @description What the client calls itself; nobody has checked it. */
                name: string;
                /** @description The domain that vouches for the client; null: nobody does. */
                host: string | null;
                /** @description Where the code goes; null: a device waits for it. */
                redirectHost: string | null;
                redirectHosts: string[];
                /** @description Any program on this machine could be the client: warn. */
                isLocalhostOnly: boolean;
            };
            scopes: string[];
            resource: string;
            isDevice: boolean;
            signedIn: boolean;
            /** @description Whether a rule lets people connect this client. */
            isAllowed: boolean;
            needsApproval: boolean;
            agent: {
                /** Format: uuid */
                id: string;
                name: string;
                /** @enum {string} */
                state: "requested" | "staged" | "active" | "retired";
            } | null;
            /** @description For how long the client may act without asking again. */
            hours: number;
        };
        InteractionDecided: {
            redirectTo: string;
            /** @enum {string} */
            outcome: "allowed" | "denied" | "requested";
        };
        __schema0: string | number | boolean | (null) | components["schemas"]["__schema0"][] | {
            [key: string]: components["schemas"]["__schema0"];
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
    "AccessAsCode.export": {
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
                    "application/yaml": string;
                };
            };
        };
    };
    "AccessAsCode.exportCedar": {
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
                        /** @description Texts by the name of their file. */
                        files: {
                            [key: string]: string;
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
    "AccessAsCode.diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description access.yaml */
                    document: string;
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
                        /** @description One line each: + begins, - ends, ~ changes. */
                        changes: string[];
                        /** @description Who could call what that they could not call before. */
                        gains: string[];
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
    "AccessAsCode.apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description access.yaml */
                    document: string;
                    reason: string;
                    /**
                     * @description Carried out although somebody could do more than now.
                     * @default false
                     */
                    allowWidening?: boolean;
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
                        /** @description One line each: + begins, - ends, ~ changes. */
                        changes: string[];
                        /** @description Who could call what that they could not call before. */
                        gains: string[];
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
    "ApiTokens.list": {
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
                        name: string;
                        scopes: string[];
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        revokedAt: string | null;
                        /**
                         * Format: date-time
                         * @description To within ten minutes.
                         */
                        lastUsedAt: string | null;
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
    "ApiTokens.issue": {
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
                    scopes: string[];
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
    "ApiTokens.revoke": {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    "ApiTokens.all": {
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
                        name: string;
                        scopes: string[];
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        revokedAt: string | null;
                        /**
                         * Format: date-time
                         * @description To within ten minutes.
                         */
                        lastUsedAt: string | null;
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
    "ApiTokens.ofPerson": {
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
                        personId: string;
                        name: string;
                        scopes: string[];
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        revokedAt: string | null;
                        /**
                         * Format: date-time
                         * @description To within ten minutes.
                         */
                        lastUsedAt: string | null;
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
    "ApiTokens.revokeOf": {
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
    "BreakGlass.list": {
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
                        name: string;
                        /** @enum {string} */
                        state: "disabled" | "enabled" | "locked";
                        /** Format: date-time */
                        usedAt: string | null;
                        /** @description Security keys that are registered. */
                        keys: number;
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
    "BreakGlass.enable": {
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
    "BreakGlass.disable": {
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
    "Glass.begin": {
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
                    password: string;
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
                        challengeId: string;
                        /** @description For `navigator.credentials` (WebAuthn Level 3 JSON). */
                        options: {
                            challenge: string;
                        } & {
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
    "Glass.finish": {
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
                    challengeId: string;
                    credential: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        response: {
                            clientDataJSON: string;
                        } & {
                            [key: string]: unknown;
                        };
                        clientExtensionResults: {
                            [key: string]: unknown;
                        };
                    } & {
                        [key: string]: unknown;
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
                        /** Format: uuid */
                        personId: string;
                        /** Format: date-time */
                        expiresAt: string;
                        csrfToken: string;
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
    "Glass.invite": {
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
                        challengeId: string;
                        /** @description For `navigator.credentials` (WebAuthn Level 3 JSON). */
                        options: {
                            challenge: string;
                        } & {
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
    "Glass.register": {
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
                    /** Format: uuid */
                    challengeId: string;
                    credential: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        response: {
                            clientDataJSON: string;
                        } & {
                            [key: string]: unknown;
                        };
                        clientExtensionResults: {
                            [key: string]: unknown;
                        };
                    } & {
                        [key: string]: unknown;
                    };
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
    "Roles.all": {
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
                        role: "admin" | "reviewer" | "auditor" | "agent_owner" | "security_operator";
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                        /** @description kind:id of who gave it. */
                        givenBy: string;
                        reason: string;
                        endedBy: string | null;
                        endedBecause: string | null;
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
    "Roles.list": {
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
                        personId: string;
                        /** @enum {string} */
                        role: "admin" | "reviewer" | "auditor" | "agent_owner" | "security_operator";
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                        /** @description kind:id of who gave it. */
                        givenBy: string;
                        reason: string;
                        endedBy: string | null;
                        endedBecause: string | null;
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
    "Roles.give": {
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
                    role: "admin" | "reviewer" | "auditor" | "agent_owner" | "security_operator";
                    /** Format: date-time */
                    validFrom?: string;
                    /** Format: date-time */
                    validTo?: string | null;
                    reason: string;
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
                        personId: string;
                        /** @enum {string} */
                        role: "admin" | "reviewer" | "auditor" | "agent_owner" | "security_operator";
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                        /** @description kind:id of who gave it. */
                        givenBy: string;
                        reason: string;
                        endedBy: string | null;
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
    "Roles.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                assignmentId: string;
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
    "Bootstrap.redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
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
    "PersonSessions.list": {
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
                        method: "link" | "saml" | "oidc" | "break_glass";
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        usedAt: string;
                        /** Format: date-time */
                        expiresAt: string;
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
    "PersonSessions.endAll": {
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
    "PersonSessions.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                sessionId: string;
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
    "AgentCredentials.bindKey": {
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
                        kind: "private_key_jwt" | "self_signed_tls_client_auth" | "tls_client_auth";
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        lastUsedAt: string | null;
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
    "AgentCredentials.bind": {
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
                    kind: "private_key_jwt";
                    jwk: {
                        [key: string]: unknown;
                    };
                    /** Format: date-time */
                    expiresAt: string;
                } | {
                    /** @enum {string} */
                    kind: "self_signed_tls_client_auth";
                    /** @description PEM, or DER in base64. */
                    certificate: string;
                    /** Format: date-time */
                    expiresAt: string;
                } | {
                    /** @enum {string} */
                    kind: "tls_client_auth";
                    /** @description What the certificate says: one of the tls_client_auth_* members of RFC 8705 §2.1.2. */
                    subject: {
                        [key: string]: string;
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
                        kind: "private_key_jwt" | "self_signed_tls_client_auth" | "tls_client_auth";
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        lastUsedAt: string | null;
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
    "AgentCredentials.withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                credentialId: string;
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
    "AgentLife.approve": {
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
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
    "AgentLife.decline": {
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
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
    "AgentLife.activate": {
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
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
    "AgentLife.kill": {
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
    "AgentLife.restart": {
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
    "AgentLife.quarantine": {
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
    "AgentLife.release": {
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
                     * @description You have looked at the agent.
                     * @enum {boolean}
                     */
                    attest: true;
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
    "AgentLife.wake": {
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
    "AgentLife.renew": {
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
                     * @description You have looked at the agent.
                     * @enum {boolean}
                     */
                    attest: true;
                    reason: string;
                    /** Format: date-time */
                    expiresAt: string;
                    /**
                     * Format: date-time
                     * @description Only by somebody who is independent of the owner.
                     */
                    nextReviewAt?: string;
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
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
    "AgentLife.retire": {
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
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
    "Agents.list": {
        parameters: {
            query?: {
                state?: "requested" | "staged" | "active" | "suspended" | "dormant" | "quarantined" | "retired";
                owner?: string;
                environment?: "production" | "staging" | "development";
                /** @description OAuth client by which people use it. */
                client?: string;
                dormant?: string;
                /** @description The last id of the page before; a page that is not full is the last one. */
                after?: string;
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
                        name: string;
                        /** @enum {string} */
                        kind: "autonomous" | "delegated";
                        purpose: string;
                        /** Format: uuid */
                        ownerId: string;
                        /** Format: uuid */
                        deputyId: string | null;
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        nextReviewAt: string;
                        /** Format: date-time */
                        createdAt: string;
                        ownerName: string;
                        deputyName: string | null;
                        technicalOwnerName: string | null;
                        /**
                         * @description The state, and of an active agent that stands still, why it does.
                         * @enum {string}
                         */
                        shownState: "requested" | "staged" | "active" | "suspended" | "dormant" | "quarantined" | "retired";
                        suspendedFor: ("owner_inactive" | "review_overdue" | "killed" | "owner_killed" | "expired" | "dormant" | "upstream_inactive" | "owner_changed" | "risk" | "quarantined")[];
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
                    /**
                     * Format: uuid
                     * @default null
                     */
                    technicalOwnerId?: string | null;
                    /**
                     * Format: uuid
                     * @description The agent that it is a part of; you own it, too.
                     * @default null
                     */
                    parentId?: string | null;
                    /**
                     * Format: uuid
                     * @default null
                     */
                    blueprintId?: string | null;
                    /** @enum {string} */
                    environment?: "production" | "staging" | "development";
                    /** @default null */
                    model?: string | null;
                    /** @default null */
                    dormantAfterDays?: number | null;
                    /** Format: date-time */
                    expiresAt?: string;
                    /** Format: date-time */
                    nextReviewAt?: string;
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        nextReviewAt: string;
                        /** Format: date-time */
                        createdAt: string;
                        ownerName: string;
                        deputyName: string | null;
                        technicalOwnerName: string | null;
                        /**
                         * @description The state, and of an active agent that stands still, why it does.
                         * @enum {string}
                         */
                        shownState: "requested" | "staged" | "active" | "suspended" | "dormant" | "quarantined" | "retired";
                        suspendedFor: ("owner_inactive" | "review_overdue" | "killed" | "owner_killed" | "expired" | "dormant" | "upstream_inactive" | "owner_changed" | "risk" | "quarantined")[];
                        /** @description Agents that are part of it. */
                        parts: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                        }[];
                        /** @description OAuth clients by which its owner uses it. */
                        clients: {
                            clientId: string;
                            clientName: string;
                            /** Format: date-time */
                            connectedAt: string;
                        }[];
                        credentials: {
                            /** Format: uuid */
                            id: string;
                            kid: string;
                            /** @enum {string} */
                            kind: "private_key_jwt" | "self_signed_tls_client_auth" | "tls_client_auth";
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            /** Format: date-time */
                            lastUsedAt: string | null;
                            /** Format: date-time */
                            revokedAt: string | null;
                        }[];
                        grants: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            toolId: string | null;
                            pattern: components["schemas"]["Pattern"] | null;
                            /** @enum {string} */
                            effect: "allow" | "hold" | "deny";
                            condition: components["schemas"]["Condition"] | null;
                            budget: components["schemas"]["Budget"] | null;
                            obligations: ({
                                redact: string[];
                            } | {
                                cap: {
                                    records?: number;
                                    bytes?: number;
                                };
                            })[];
                            /** Format: date-time */
                            validFrom: string;
                            /** Format: date-time */
                            validTo: string | null;
                            endedBecause: string | null;
                            /** Format: uuid */
                            agentId: string;
                            /** Format: uuid */
                            profileId: string | null;
                            planned: boolean;
                            grantedBy: string;
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
                                step: "delegation" | "agent" | "owner" | "ceiling" | "person" | "group" | "rule" | "profile" | "grant" | "missing";
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
                                step: "delegation" | "agent" | "owner" | "ceiling" | "person" | "group" | "rule" | "profile" | "grant" | "missing";
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
    "Agents.change": {
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
                    purpose?: string;
                    /** @enum {string} */
                    environment?: "production" | "staging" | "development";
                    model?: string | null;
                    /** Format: uuid */
                    technicalOwnerId?: string | null;
                    dormantAfterDays?: number | null;
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
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
    "Agents.tag": {
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
                    tags: string[];
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
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
                    /**
                     * Format: uuid
                     * @default null
                     */
                    toolId?: string | null;
                    /** @default null */
                    pattern?: components["schemas"]["Pattern"] | null;
                    /** @enum {string} */
                    effect: "allow" | "hold" | "deny";
                    condition?: components["schemas"]["Condition"] | null;
                    /** @default null */
                    budget?: components["schemas"]["Budget"] | null;
                    /** @default [] */
                    obligations?: ({
                        redact: string[];
                    } | {
                        cap: {
                            records?: number;
                            bytes?: number;
                        };
                    })[];
                    /**
                     * Format: uuid
                     * @default null
                     */
                    profileId?: string | null;
                    /**
                     * Format: date-time
                     * @description A time to come; left out: now.
                     */
                    validFrom?: string;
                    /**
                     * Format: date-time
                     * @description Null: until further notice.
                     */
                    validTo?: string | null;
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
                        toolId: string | null;
                        pattern: components["schemas"]["Pattern"] | null;
                        /** @enum {string} */
                        effect: "allow" | "hold" | "deny";
                        condition: components["schemas"]["Condition"] | null;
                        budget: components["schemas"]["Budget"] | null;
                        obligations: ({
                            redact: string[];
                        } | {
                            cap: {
                                records?: number;
                                bytes?: number;
                            };
                        })[];
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                        endedBecause: string | null;
                        /** Format: uuid */
                        agentId: string;
                        /** Format: uuid */
                        profileId: string | null;
                        planned: boolean;
                        grantedBy: string;
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
    "Blueprints.list": {
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
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        /** @description Longest time from now to the expiry of an agent. */
                        maxTermDays: number;
                        reviewEveryDays: number;
                        dormantAfterDays: number;
                        /** @description Longest life of a credential. */
                        maxCredentialDays: number;
                        /** Format: uuid */
                        ceilingProfileId: string | null;
                        requiresApproval: boolean;
                        requiresDeputy: boolean;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        endedAt: string | null;
                        /** @description How many agents it binds. */
                        agents: number;
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
    "Blueprints.create": {
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
                    /** @enum {string} */
                    environment: "production" | "staging" | "development";
                    /** @description Longest time from now to the expiry of an agent. */
                    maxTermDays: number;
                    reviewEveryDays: number;
                    dormantAfterDays: number;
                    /** @description Longest life of a credential. */
                    maxCredentialDays: number;
                    /**
                     * Format: uuid
                     * @description No agent of this class gets beyond this access profile.
                     * @default null
                     */
                    ceilingProfileId?: string | null;
                    /** @default false */
                    requiresApproval?: boolean;
                    /** @default false */
                    requiresDeputy?: boolean;
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
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        /** @description Longest time from now to the expiry of an agent. */
                        maxTermDays: number;
                        reviewEveryDays: number;
                        dormantAfterDays: number;
                        /** @description Longest life of a credential. */
                        maxCredentialDays: number;
                        /** Format: uuid */
                        ceilingProfileId: string | null;
                        requiresApproval: boolean;
                        requiresDeputy: boolean;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        endedAt: string | null;
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
    "Blueprints.change": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                blueprintId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    kind: "autonomous" | "delegated";
                    /** @enum {string} */
                    environment: "production" | "staging" | "development";
                    /** @description Longest time from now to the expiry of an agent. */
                    maxTermDays: number;
                    reviewEveryDays: number;
                    dormantAfterDays: number;
                    /** @description Longest life of a credential. */
                    maxCredentialDays: number;
                    /**
                     * Format: uuid
                     * @description No agent of this class gets beyond this access profile.
                     * @default null
                     */
                    ceilingProfileId?: string | null;
                    /** @default false */
                    requiresApproval?: boolean;
                    /** @default false */
                    requiresDeputy?: boolean;
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
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        /** @description Longest time from now to the expiry of an agent. */
                        maxTermDays: number;
                        reviewEveryDays: number;
                        dormantAfterDays: number;
                        /** @description Longest life of a credential. */
                        maxCredentialDays: number;
                        /** Format: uuid */
                        ceilingProfileId: string | null;
                        requiresApproval: boolean;
                        requiresDeputy: boolean;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        endedAt: string | null;
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
    "Blueprints.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                blueprintId: string;
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
    "KillSwitches.list": {
        parameters: {
            query?: {
                /** @description Those that were lifted, too. */
                all?: string;
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
                        /** @enum {string} */
                        scope: "agent" | "owner" | "server" | "tool" | "tenant";
                        /** Format: uuid */
                        targetId: string;
                        reason: string;
                        pulledBy: string;
                        /** Format: date-time */
                        pulledAt: string;
                        liftedBy: string | null;
                        /** Format: date-time */
                        liftedAt: string | null;
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
    "KillSwitches.pull": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    scope: "agent" | "owner" | "server" | "tool";
                    /**
                     * Format: uuid
                     * @description Agent, person, server or tool.
                     */
                    targetId: string;
                    reason: string;
                } | {
                    /** @enum {string} */
                    scope: "tenant";
                    reason: string;
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
                        /** @enum {string} */
                        scope: "agent" | "owner" | "server" | "tool" | "tenant";
                        /** Format: uuid */
                        targetId: string;
                        reason: string;
                        pulledBy: string;
                        /** Format: date-time */
                        pulledAt: string;
                        liftedBy: string | null;
                        /** Format: date-time */
                        liftedAt: string | null;
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
    "KillSwitches.lift": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                switchId: string;
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
    "Transfers.offer": {
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
                     * Format: uuid
                     * @description Who is asked to answer for it from now on.
                     */
                    toId: string;
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
                        agentId: string;
                        /** Format: uuid */
                        fromId: string;
                        /** Format: uuid */
                        toId: string;
                        /** @enum {string} */
                        state: "open" | "accepted" | "declined" | "withdrawn" | "expired";
                        /** Format: date-time */
                        offeredAt: string;
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        answeredAt: string | null;
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
    "Transfers.withdraw": {
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
    "Transfers.list": {
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
                        fromId: string;
                        /** Format: uuid */
                        toId: string;
                        /** @enum {string} */
                        state: "open" | "accepted" | "declined" | "withdrawn" | "expired";
                        /** Format: date-time */
                        offeredAt: string;
                        /** Format: date-time */
                        expiresAt: string;
                        /** Format: date-time */
                        answeredAt: string | null;
                        agent: {
                            name: string;
                            kind: string;
                            purpose: string;
                            /** Format: date-time */
                            expiresAt: string;
                        };
                        grants: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            toolId: string | null;
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
    "Transfers.accept": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transferId: string;
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
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
    "Transfers.decline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transferId: string;
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
                        toolId: string | null;
                        /** Format: uuid */
                        grantId: string;
                        /** @description As an agent sees it: server__tool; of several, how many. */
                        tool: string;
                        /** @description What was frozen at staging. */
                        snapshot: {
                            agent: {
                                [key: string]: unknown;
                            };
                            tool: {
                                [key: string]: unknown;
                            } | null;
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
                        toolId: string | null;
                        /** Format: uuid */
                        grantId: string;
                        /** @description As an agent sees it: server__tool; of several, how many. */
                        tool: string;
                        /** @description What was frozen at staging. */
                        snapshot: {
                            agent: {
                                [key: string]: unknown;
                            };
                            tool: {
                                [key: string]: unknown;
                            } | null;
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
    "ClientRules.list": {
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
                        /** @enum {string} */
                        kind: "client_id" | "cimd_domain" | "redirect_host";
                        value: string;
                        /** @enum {string} */
                        effect: "allow" | "deny";
                        /** Format: uuid */
                        blueprintId: string | null;
                        requiresApproval: boolean;
                        createdBy: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        endedAt: string | null;
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
    "ClientRules.make": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "client_id" | "cimd_domain" | "redirect_host";
                    /** @description A client id; a domain, which holds for all names below it; or a host that codes may be sent to: `localhost` for the own machine, `scheme:` for a private-use scheme. */
                    value: string;
                    /** @enum {string} */
                    effect: "allow" | "deny";
                    /**
                     * Format: uuid
                     * @default null
                     */
                    blueprintId?: string | null;
                    /** @default true */
                    requiresApproval?: boolean;
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
                        /** @enum {string} */
                        kind: "client_id" | "cimd_domain" | "redirect_host";
                        value: string;
                        /** @enum {string} */
                        effect: "allow" | "deny";
                        /** Format: uuid */
                        blueprintId: string | null;
                        requiresApproval: boolean;
                        createdBy: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        endedAt: string | null;
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
    "ClientRules.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ruleId: string;
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
    "AgentBindings.list": {
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
                        agentId: string;
                        /** Format: uuid */
                        issuerId: string;
                        subject: string | null;
                        claims: {
                            pointer: string;
                            equals: string | number | boolean;
                        }[];
                        createdBy: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        endedAt: string | null;
                        endedBecause: string | null;
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
    "AgentBindings.bind": {
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
                    issuerId: string;
                    /**
                     * @description What `sub` must be, exactly.
                     * @default null
                     */
                    subject?: string | null;
                    /**
                     * @description Further claims, each with the one value that it must have.
                     * @default []
                     */
                    claims?: {
                        pointer: string;
                        equals: string | number | boolean;
                    }[];
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
                        agentId: string;
                        /** Format: uuid */
                        issuerId: string;
                        subject: string | null;
                        claims: {
                            pointer: string;
                            equals: string | number | boolean;
                        }[];
                        createdBy: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        endedAt: string | null;
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
    "AgentBindings.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                bindingId: string;
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
    "Connections.list": {
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
                    "application/json": components["schemas"]["Connection"][];
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
    "Connections.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agentId: string;
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
    "Delegations.mine": {
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
                        personId: string | null;
                        /** Format: uuid */
                        fromAgentId: string | null;
                        /** Format: uuid */
                        agentId: string;
                        scope: string;
                        givenBy: string;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string;
                        endedBecause: string | null;
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
    "Delegations.takeBack": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                delegationId: string;
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
                        personId: string | null;
                        /** Format: uuid */
                        fromAgentId: string | null;
                        /** Format: uuid */
                        agentId: string;
                        scope: string;
                        givenBy: string;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string;
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
    "Delegations.list": {
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
                        personId: string | null;
                        /** Format: uuid */
                        fromAgentId: string | null;
                        /** Format: uuid */
                        agentId: string;
                        scope: string;
                        givenBy: string;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string;
                        endedBecause: string | null;
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
    "Delegations.give": {
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
                     * Format: uuid
                     * @description The agent that is to act for this one.
                     */
                    agentId: string;
                    /** Format: date-time */
                    validTo: string;
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
                        personId: string | null;
                        /** Format: uuid */
                        fromAgentId: string | null;
                        /** Format: uuid */
                        agentId: string;
                        scope: string;
                        givenBy: string;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string;
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
    "Delegations.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                delegationId: string;
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
                        personId: string | null;
                        /** Format: uuid */
                        fromAgentId: string | null;
                        /** Format: uuid */
                        agentId: string;
                        scope: string;
                        givenBy: string;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string;
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
    "TrustedIssuers.list": {
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
                        kind: "kubernetes" | "github_actions" | "spiffe" | "gcp" | "aws" | "oidc" | "id_jag";
                        issuer: string;
                        jwksUri: string | null;
                        pinnedJwks: {
                            keys: {
                                [key: string]: string;
                            }[];
                        } | null;
                        algorithms: string[];
                        maxAgeSeconds: number;
                        /** Format: uuid */
                        sourceId: string | null;
                        /** @enum {string} */
                        status: "active" | "withdrawn";
                        createdBy: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        withdrawnAt: string | null;
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
    "TrustedIssuers.trust": {
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
                    kind: "kubernetes" | "github_actions" | "spiffe" | "gcp" | "aws" | "oidc" | "id_jag";
                    /** @description The `iss` of its tokens; for spiffe the trust domain, `spiffe://<name>`. */
                    issuer: string;
                    keys: {
                        /**
                         * Format: uri
                         * @description Where it publishes them, over https.
                         */
                        jwksUri: string;
                    } | {
                        jwks: {
                            keys: {
                                [key: string]: unknown;
                            }[];
                        } & {
                            [key: string]: unknown;
                        };
                    };
                    /** @description The usual ones of its kind, if left out. */
                    algorithms?: string[];
                    /** @default 600 */
                    maxAgeSeconds?: number;
                    /**
                     * Format: uuid
                     * @description For id_jag: its subjects are the externalIds of this source.
                     * @default null
                     */
                    sourceId?: string | null;
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
                        kind: "kubernetes" | "github_actions" | "spiffe" | "gcp" | "aws" | "oidc" | "id_jag";
                        issuer: string;
                        jwksUri: string | null;
                        pinnedJwks: {
                            keys: {
                                [key: string]: string;
                            }[];
                        } | null;
                        algorithms: string[];
                        maxAgeSeconds: number;
                        /** Format: uuid */
                        sourceId: string | null;
                        /** @enum {string} */
                        status: "active" | "withdrawn";
                        createdBy: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        withdrawnAt: string | null;
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
    "TrustedIssuers.changeKeys": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                issuerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uri
                     * @description Where it publishes them, over https.
                     */
                    jwksUri: string;
                } | {
                    jwks: {
                        keys: {
                            [key: string]: unknown;
                        }[];
                    } & {
                        [key: string]: unknown;
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
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        kind: "kubernetes" | "github_actions" | "spiffe" | "gcp" | "aws" | "oidc" | "id_jag";
                        issuer: string;
                        jwksUri: string | null;
                        pinnedJwks: {
                            keys: {
                                [key: string]: string;
                            }[];
                        } | null;
                        algorithms: string[];
                        maxAgeSeconds: number;
                        /** Format: uuid */
                        sourceId: string | null;
                        /** @enum {string} */
                        status: "active" | "withdrawn";
                        createdBy: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        withdrawnAt: string | null;
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
    "TrustedIssuers.withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                issuerId: string;
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
                        kind: "kubernetes" | "github_actions" | "spiffe" | "gcp" | "aws" | "oidc" | "id_jag";
                        issuer: string;
                        jwksUri: string | null;
                        pinnedJwks: {
                            keys: {
                                [key: string]: string;
                            }[];
                        } | null;
                        algorithms: string[];
                        maxAgeSeconds: number;
                        /** Format: uuid */
                        sourceId: string | null;
                        /** @enum {string} */
                        status: "active" | "withdrawn";
                        createdBy: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        withdrawnAt: string | null;
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
    "Anchors.list": {
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
                        target: string;
                        /** @enum {string} */
                        kind: "file" | "object" | "witness";
                        /** @description Entries that the newest checkpoint there vouches for. */
                        size: number | null;
                        /** Format: date-time */
                        at: string | null;
                        count: number;
                        /** @description The log has grown for more than two hours since. */
                        isStale: boolean;
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
    "Erasures.list": {
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
                        subject: string;
                        reference: string;
                        /** @enum {string} */
                        state: "waiting" | "done";
                        /** Format: date-time */
                        askedAt: string;
                        /** Format: date-time */
                        dueAt: string;
                        /** Format: date-time */
                        doneAt: string | null;
                        fields: number | null;
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
    "Erasures.erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The subject of the entries: the id of a person, an agent, a server. It is recorded as it stands, too. */
                    subject: string;
                    /** @description The case it is done under. It is recorded as it stands, for ever: no names. */
                    reference: string;
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
                        subject: string;
                        reference: string;
                        /** @enum {string} */
                        state: "waiting" | "done";
                        /** Format: date-time */
                        askedAt: string;
                        /** Format: date-time */
                        dueAt: string;
                        /** Format: date-time */
                        doneAt: string | null;
                        fields: number | null;
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
    "Erasures.holds": {
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
                        subject: string;
                        reference: string;
                        /** Format: date-time */
                        setAt: string;
                        /** Format: date-time */
                        liftedAt: string | null;
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
    "Erasures.hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The subject of the entries: the id of a person, an agent, a server. It is recorded as it stands, too. */
                    subject: string;
                    /** @description The case it is done under. It is recorded as it stands, for ever: no names. */
                    reference: string;
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
                        subject: string;
                        reference: string;
                        /** Format: date-time */
                        setAt: string;
                        /** Format: date-time */
                        liftedAt: string | null;
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
    "Erasures.lift": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                holdId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The case it is done under. It is recorded as it stands, for ever: no names. */
                    reference: string;
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
    "Erasures.open": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uid: string;
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
                        /** @description As it was hashed. */
                        entry: unknown;
                        fields: {
                            path: string;
                            /** @enum {string} */
                            state: "open" | "erased" | "expired";
                            value?: unknown;
                            /** Format: date-time */
                            goneAt?: string;
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
                        agents: {
                            id: string;
                            owner: string | null;
                            name: string;
                            ownerName: string | null;
                        }[];
                        delegations: string[];
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
    "Explain.explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uuid
                     * @description A call that was decided, once more.
                     */
                    callId: string;
                } | {
                    /** Format: uuid */
                    agentId: string;
                    /**
                     * Format: uuid
                     * @description Who is acting.
                     */
                    personId?: string | null;
                    /** @description From the agent that calls to the first; left out: it alone. */
                    chain?: string[];
                    /** @description Left out: all that are live between them. */
                    delegations?: string[];
                    server: string;
                    tool: string;
                    /** @enum {string} */
                    kind?: "tool" | "resource" | "resource_template" | "prompt";
                    /** @description Left out: for some arguments or other. */
                    arguments?: {
                        [key: string]: unknown;
                    };
                    /** @description What is left out is not known. */
                    context?: {
                        /** @default null */
                        clientId?: string | null;
                        signIn?: {
                            /** @default null */
                            acr?: string | null;
                            /** @default [] */
                            amr?: string[];
                            /**
                             * Format: date-time
                             * @description When the person was authenticated.
                             */
                            at: string;
                        } | null;
                        /** @description Used so far, by the name of the counter. */
                        usage?: {
                            [key: string]: number;
                        };
                        /** @description Patterns that a call of the session fitted. */
                        called?: string[];
                    };
                    /**
                     * Format: date-time
                     * @description Left out: now.
                     */
                    at?: string;
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
                        /** Format: date-time */
                        at: string;
                        /** @enum {string} */
                        effect: "allow" | "hold" | "deny";
                        code: string;
                        grantIds: string[];
                        /** @description What was walked, or what is missing last. */
                        path: {
                            /** @enum {string} */
                            step: "delegation" | "agent" | "owner" | "ceiling" | "person" | "group" | "rule" | "profile" | "grant" | "missing";
                            id: string;
                            name: string | null;
                        }[];
                        missing: {
                            /** @enum {string} */
                            step: "delegation" | "agent" | "owner" | "ceiling" | "person" | "group" | "rule" | "profile" | "grant" | "missing";
                            id: string;
                            name: string | null;
                        } | null;
                        obligations: {
                            [key: string]: unknown;
                        }[];
                        spends: {
                            key: string;
                            limit: number | null;
                        }[];
                        stepUp: {
                            [key: string]: unknown;
                        } | null;
                        /** @description What was recorded. */
                        call?: {
                            /** Format: uuid */
                            callId: string;
                            /** Format: date-time */
                            at: string;
                            /** @enum {string} */
                            decision: "allow" | "hold" | "deny";
                            reasonCode: string;
                            grantIds: string[];
                            /** Format: uuid */
                            agentId: string;
                            /** Format: uuid */
                            personId: string | null;
                            server: string;
                            tool: string;
                        };
                        /** @enum {string} */
                        inputs?: "kept" | "without-arguments" | "not-kept";
                        /** @description Whether the same comes out; null when it was refused for another reason, or nobody can tell any more. */
                        agrees?: boolean | null;
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
    "Explain.simulate": {
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
                        /** Format: uuid */
                        profile: string;
                        /** @description All that it would grant. */
                        grants: {
                            /**
                             * Format: uuid
                             * @default null
                             */
                            toolId?: string | null;
                            /** @default null */
                            pattern?: components["schemas"]["Pattern"] | null;
                            /** @enum {string} */
                            effect: "allow" | "hold" | "deny";
                            condition?: components["schemas"]["Condition"] | null;
                            /** @default null */
                            budget?: components["schemas"]["Budget"] | null;
                            /** @default [] */
                            obligations?: ({
                                redact: string[];
                            } | {
                                cap: {
                                    records?: number;
                                    bytes?: number;
                                };
                            })[];
                        }[];
                    } | {
                        /**
                         * Format: uuid
                         * @description The profile.
                         */
                        assign: string;
                        /** Format: uuid */
                        personId: string;
                    } | {
                        /**
                         * Format: uuid
                         * @description The profile.
                         */
                        assign: string;
                        /** Format: uuid */
                        groupId: string;
                    } | {
                        /** Format: uuid */
                        endAssignment: string;
                    } | {
                        /**
                         * Format: uuid
                         * @description The agent.
                         */
                        grantTo: string;
                        /** Format: uuid */
                        profileId?: string;
                        grant: {
                            /**
                             * Format: uuid
                             * @default null
                             */
                            toolId?: string | null;
                            /** @default null */
                            pattern?: components["schemas"]["Pattern"] | null;
                            /** @enum {string} */
                            effect: "allow" | "hold" | "deny";
                            condition?: components["schemas"]["Condition"] | null;
                            /** @default null */
                            budget?: components["schemas"]["Budget"] | null;
                            /** @default [] */
                            obligations?: ({
                                redact: string[];
                            } | {
                                cap: {
                                    records?: number;
                                    bytes?: number;
                                };
                            })[];
                        };
                    } | {
                        /**
                         * Format: uuid
                         * @description Of an agent or a profile.
                         */
                        endGrant: string;
                    } | {
                        /**
                         * Format: uuid
                         * @description The group.
                         */
                        members: string;
                        /** @default [] */
                        added?: string[];
                        /** @default [] */
                        removed?: string[];
                    } | {
                        rule: components["schemas"]["Condition"];
                        /** Format: uuid */
                        profileId: string;
                    } | {
                        /** Format: uuid */
                        endRule: string;
                    };
                    /** Format: date-time */
                    from: string;
                    /** Format: date-time */
                    to: string;
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
                        /** @description How many recorded calls were replayed. */
                        calls: number;
                        /** @description Whether those were all of that time, or the newest 5,000. */
                        isComplete: boolean;
                        unchanged: number;
                        shifted: {
                            /** @enum {string} */
                            effect: "newly-allowed" | "newly-held" | "newly-denied" | "undetermined";
                            /** Format: uuid */
                            agentId: string;
                            agentName: string | null;
                            /** Format: uuid */
                            personId: string | null;
                            personName: string | null;
                            serverName: string;
                            toolName: string;
                            before: string;
                            after: string;
                            calls: number;
                            examples: string[];
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
    "Past.who": {
        parameters: {
            query: {
                server: string;
                tool: string;
                at?: string;
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
                        /**
                         * Format: uuid
                         * @description Null: what the person may let their agents use at most.
                         */
                        agentId: string | null;
                        ownerId: string;
                        /**
                         * Format: uuid
                         * @description Who is acting; null when an agent acts for its owner.
                         */
                        personId: string | null;
                        chain: string[];
                        /** Format: uuid */
                        toolId: string;
                        serverName: string;
                        toolName: string;
                        /** @enum {string} */
                        effect: "allow" | "hold";
                        /** @description Only for certain arguments, times or histories. */
                        conditional: boolean;
                        grantIds: string[];
                        path: {
                            /** @enum {string} */
                            step: "delegation" | "agent" | "owner" | "ceiling" | "person" | "group" | "rule" | "profile" | "grant" | "missing";
                            id: string;
                            name: string | null;
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
    "Past.what": {
        parameters: {
            query: {
                personId: string;
                from: string;
                to: string;
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
                        /**
                         * Format: uuid
                         * @description Null: what the person may let their agents use at most.
                         */
                        agentId: string | null;
                        ownerId: string;
                        /**
                         * Format: uuid
                         * @description Who is acting; null when an agent acts for its owner.
                         */
                        personId: string | null;
                        chain: string[];
                        /** Format: uuid */
                        toolId: string;
                        serverName: string;
                        toolName: string;
                        /** @enum {string} */
                        effect: "allow" | "hold";
                        /** @description Only for certain arguments, times or histories. */
                        conditional: boolean;
                        grantIds: string[];
                        path: {
                            /** @enum {string} */
                            step: "delegation" | "agent" | "owner" | "ceiling" | "person" | "group" | "rule" | "profile" | "grant" | "missing";
                            id: string;
                            name: string | null;
                        }[];
                        /** Format: date-time */
                        from: string;
                        /**
                         * Format: date-time
                         * @description Exclusive.
                         */
                        to: string;
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
    "IdentityProviders.list": {
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
                        /** @enum {string} */
                        kind: "saml" | "oidc";
                        name: string;
                        /** Format: uuid */
                        sourceId: string;
                        /** @enum {string} */
                        state: "active" | "disabled" | "removed";
                        issuer: string | null;
                        /** @description Its assertion consumer service (SAML) or redirect URI (OIDC). */
                        callbackUrl: string;
                        /** @description For SAML: we; our metadata stands at this address. */
                        entityId: string | null;
                        /** @description For `private_key_jwt`: our public key. */
                        jwksUrl: string | null;
                        hasSecret: boolean;
                        certificates: {
                            /** @description SHA-256. */
                            fingerprint: string;
                            /** Format: date-time */
                            endsAt: string;
                        }[];
                        settings: {
                            [key: string]: unknown;
                        } | null;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        changedAt: string;
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
    "IdentityProviders.add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "saml" | "oidc";
                    name: string;
                    /** Format: uuid */
                    sourceId: string;
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
                        /** @enum {string} */
                        kind: "saml" | "oidc";
                        name: string;
                        /** Format: uuid */
                        sourceId: string;
                        /** @enum {string} */
                        state: "active" | "disabled" | "removed";
                        issuer: string | null;
                        /** @description Its assertion consumer service (SAML) or redirect URI (OIDC). */
                        callbackUrl: string;
                        /** @description For SAML: we; our metadata stands at this address. */
                        entityId: string | null;
                        /** @description For `private_key_jwt`: our public key. */
                        jwksUrl: string | null;
                        hasSecret: boolean;
                        certificates: {
                            /** @description SHA-256. */
                            fingerprint: string;
                            /** Format: date-time */
                            endsAt: string;
                        }[];
                        settings: {
                            [key: string]: unknown;
                        } | null;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        changedAt: string;
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
    "IdentityProviders.readMetadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    xml: string;
                } | {
                    /** Format: uri */
                    url: string;
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
                        ssoUrl: string;
                        certificates: {
                            /** @description SHA-256. */
                            fingerprint: string;
                            /** Format: date-time */
                            endsAt: string;
                            pem: string;
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
    "IdentityProviders.discover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uri */
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
                        authorizationEndpoint: string;
                        tokenEndpoint: string;
                        jwksUri: string;
                        algorithms: string[];
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
    "IdentityProviders.setUpSaml": {
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
                    /** @description Claim or attribute (`NameID` when persistent) that names the account and never changes. */
                    subjectFrom: string;
                    /** @description Claim or attribute that, at the first sign-in, must equal `bindTo` of one person. */
                    bindFrom: string;
                    /**
                     * @default external_id
                     * @enum {string}
                     */
                    bindTo?: "external_id" | "scim_id" | "employee_number";
                    /**
                     * @description What must be asserted where a fresh and strong proof is asked for; nothing named: never met.
                     * @default {
                     *       "acr": [],
                     *       "amr": []
                     *     }
                     */
                    strong?: {
                        /** @default [] */
                        acr?: string[];
                        /** @default [] */
                        amr?: string[];
                    };
                    /** @description Its entity id. */
                    issuer: string;
                    /** Format: uri */
                    ssoUrl: string;
                    /** @description PEM; two while it changes its key. */
                    certificates: string[];
                    /**
                     * @description Null: our entity id.
                     * @default null
                     */
                    audience?: string | null;
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
                        /** @enum {string} */
                        kind: "saml" | "oidc";
                        name: string;
                        /** Format: uuid */
                        sourceId: string;
                        /** @enum {string} */
                        state: "active" | "disabled" | "removed";
                        issuer: string | null;
                        /** @description Its assertion consumer service (SAML) or redirect URI (OIDC). */
                        callbackUrl: string;
                        /** @description For SAML: we; our metadata stands at this address. */
                        entityId: string | null;
                        /** @description For `private_key_jwt`: our public key. */
                        jwksUrl: string | null;
                        hasSecret: boolean;
                        certificates: {
                            /** @description SHA-256. */
                            fingerprint: string;
                            /** Format: date-time */
                            endsAt: string;
                        }[];
                        settings: {
                            [key: string]: unknown;
                        } | null;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        changedAt: string;
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
    "IdentityProviders.setUpOidc": {
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
                    /** @description Claim or attribute (`NameID` when persistent) that names the account and never changes. */
                    subjectFrom: string;
                    /** @description Claim or attribute that, at the first sign-in, must equal `bindTo` of one person. */
                    bindFrom: string;
                    /**
                     * @default external_id
                     * @enum {string}
                     */
                    bindTo?: "external_id" | "scim_id" | "employee_number";
                    /**
                     * @description What must be asserted where a fresh and strong proof is asked for; nothing named: never met.
                     * @default {
                     *       "acr": [],
                     *       "amr": []
                     *     }
                     */
                    strong?: {
                        /** @default [] */
                        acr?: string[];
                        /** @default [] */
                        amr?: string[];
                    };
                    /** Format: uri */
                    issuer: string;
                    clientId: string;
                    /** @enum {string} */
                    clientAuth: "client_secret_basic" | "client_secret_post" | "private_key_jwt" | "none";
                    /** @description Kept sealed; left out: the former one stays. */
                    clientSecret?: string;
                    /** @default [] */
                    scopes?: string[];
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
                        /** @enum {string} */
                        kind: "saml" | "oidc";
                        name: string;
                        /** Format: uuid */
                        sourceId: string;
                        /** @enum {string} */
                        state: "active" | "disabled" | "removed";
                        issuer: string | null;
                        /** @description Its assertion consumer service (SAML) or redirect URI (OIDC). */
                        callbackUrl: string;
                        /** @description For SAML: we; our metadata stands at this address. */
                        entityId: string | null;
                        /** @description For `private_key_jwt`: our public key. */
                        jwksUrl: string | null;
                        hasSecret: boolean;
                        certificates: {
                            /** @description SHA-256. */
                            fingerprint: string;
                            /** Format: date-time */
                            endsAt: string;
                        }[];
                        settings: {
                            [key: string]: unknown;
                        } | null;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        changedAt: string;
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
    "IdentityProviders.enable": {
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
                        kind: "saml" | "oidc";
                        name: string;
                        /** Format: uuid */
                        sourceId: string;
                        /** @enum {string} */
                        state: "active" | "disabled" | "removed";
                        issuer: string | null;
                        /** @description Its assertion consumer service (SAML) or redirect URI (OIDC). */
                        callbackUrl: string;
                        /** @description For SAML: we; our metadata stands at this address. */
                        entityId: string | null;
                        /** @description For `private_key_jwt`: our public key. */
                        jwksUrl: string | null;
                        hasSecret: boolean;
                        certificates: {
                            /** @description SHA-256. */
                            fingerprint: string;
                            /** Format: date-time */
                            endsAt: string;
                        }[];
                        settings: {
                            [key: string]: unknown;
                        } | null;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        changedAt: string;
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
    "IdentityProviders.disable": {
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
                        kind: "saml" | "oidc";
                        name: string;
                        /** Format: uuid */
                        sourceId: string;
                        /** @enum {string} */
                        state: "active" | "disabled" | "removed";
                        issuer: string | null;
                        /** @description Its assertion consumer service (SAML) or redirect URI (OIDC). */
                        callbackUrl: string;
                        /** @description For SAML: we; our metadata stands at this address. */
                        entityId: string | null;
                        /** @description For `private_key_jwt`: our public key. */
                        jwksUrl: string | null;
                        hasSecret: boolean;
                        certificates: {
                            /** @description SHA-256. */
                            fingerprint: string;
                            /** Format: date-time */
                            endsAt: string;
                        }[];
                        settings: {
                            [key: string]: unknown;
                        } | null;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        changedAt: string;
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
    "IdentityProviders.remove": {
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
    "IdentityProviders.bound": {
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
                        subject: string;
                        /** Format: uuid */
                        personId: string;
                        displayName: string;
                        /** @enum {string} */
                        boundBy: "external_id" | "scim_id" | "employee_number";
                        /** Format: date-time */
                        boundAt: string;
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
    "IdentityProviders.unbind": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                identityId: string;
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
    "Interactions.details": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The request of the client, as the page was told it. */
                uid: unknown;
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
                    "application/json": components["schemas"]["Interaction"];
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
    "Interactions.decide": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The request of the client, as the page was told it. */
                uid: unknown;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    decision: "allow" | "deny";
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InteractionDecided"];
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
    "Proofs.inclusion": {
        parameters: {
            query?: {
                /** @description The UUID of the entry. */
                entry?: string;
                /** @description Its leaf index. */
                index?: string;
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
                        index: number;
                        /** Format: uuid */
                        entry: string;
                        /** @description 32 bytes in base64. */
                        leafHash: string;
                        checkpoint: {
                            size: number;
                            /** @description C2SP tlog-checkpoint, signed. */
                            note: string;
                        };
                        /** @description From the leaf's sibling upwards (RFC 6962, 2.1.1). */
                        hashes: string[];
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
    "Proofs.file": {
        parameters: {
            query?: {
                /** @description The UUID of the entry. */
                entry?: string;
                /** @description Its leaf index. */
                index?: string;
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
                    "text/plain": string;
                };
            };
        };
    };
    "Proofs.consistency": {
        parameters: {
            query: {
                /** @description The size that is known already. */
                from: string;
                /** @description The newest signed size when left out. */
                to?: string;
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
                        from: number;
                        to: number;
                        /** @description 32 bytes in base64. */
                        fromRoot: string;
                        /** @description 32 bytes in base64. */
                        toRoot: string;
                        /** @description RFC 6962, 2.1.2. */
                        hashes: string[];
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
                        /** Format: uuid */
                        technicalOwnerId: string | null;
                        /** Format: uuid */
                        parentId: string | null;
                        /** Format: uuid */
                        blueprintId: string | null;
                        /** @enum {string} */
                        environment: "production" | "staging" | "development";
                        tags: string[];
                        model: string | null;
                        dormantAfterDays: number | null;
                        /** Format: date-time */
                        lastActiveAt: string | null;
                        /** @enum {string} */
                        state: "requested" | "staged" | "active" | "retired";
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
                        description: string;
                        /** @description Raised by each change of what it grants. */
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        grants: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            toolId: string | null;
                            pattern: components["schemas"]["Pattern"] | null;
                            /** @enum {string} */
                            effect: "allow" | "hold" | "deny";
                            condition: components["schemas"]["Condition"] | null;
                            budget: components["schemas"]["Budget"] | null;
                            obligations: ({
                                redact: string[];
                            } | {
                                cap: {
                                    records?: number;
                                    bytes?: number;
                                };
                            })[];
                            /** Format: date-time */
                            validFrom: string;
                            /** Format: date-time */
                            validTo: string | null;
                            endedBecause: string | null;
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
                            /** Format: uuid */
                            ruleId: string | null;
                            planned: boolean;
                            assignedBy: string;
                            reason: string;
                            /** Format: date-time */
                            validFrom: string;
                            /** Format: date-time */
                            validTo: string | null;
                            endedBecause: string | null;
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
                    /** @default  */
                    description?: string;
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
                        description: string;
                        /** @description Raised by each change of what it grants. */
                        version: number;
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
    "Profiles.describe": {
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
                    description?: string;
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
                        description: string;
                        /** @description Raised by each change of what it grants. */
                        version: number;
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
    "Profiles.replace": {
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
                    grants: {
                        /**
                         * Format: uuid
                         * @default null
                         */
                        toolId?: string | null;
                        /** @default null */
                        pattern?: components["schemas"]["Pattern"] | null;
                        /** @enum {string} */
                        effect: "allow" | "hold" | "deny";
                        condition?: components["schemas"]["Condition"] | null;
                        /** @default null */
                        budget?: components["schemas"]["Budget"] | null;
                        /** @default [] */
                        obligations?: ({
                            redact: string[];
                        } | {
                            cap: {
                                records?: number;
                                bytes?: number;
                            };
                        })[];
                    }[];
                    ifVersion?: number;
                    reason?: string;
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
                        description: string;
                        /** @description Raised by each change of what it grants. */
                        version: number;
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
                    /**
                     * Format: uuid
                     * @default null
                     */
                    toolId?: string | null;
                    /** @default null */
                    pattern?: components["schemas"]["Pattern"] | null;
                    /** @enum {string} */
                    effect: "allow" | "hold" | "deny";
                    condition?: components["schemas"]["Condition"] | null;
                    /** @default null */
                    budget?: components["schemas"]["Budget"] | null;
                    /** @default [] */
                    obligations?: ({
                        redact: string[];
                    } | {
                        cap: {
                            records?: number;
                            bytes?: number;
                        };
                    })[];
                    ifVersion?: number;
                    reason?: string;
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
                        toolId: string | null;
                        pattern: components["schemas"]["Pattern"] | null;
                        /** @enum {string} */
                        effect: "allow" | "hold" | "deny";
                        condition: components["schemas"]["Condition"] | null;
                        budget: components["schemas"]["Budget"] | null;
                        obligations: ({
                            redact: string[];
                        } | {
                            cap: {
                                records?: number;
                                bytes?: number;
                            };
                        })[];
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                        endedBecause: string | null;
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
    "Profiles.versions": {
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
                        version: number;
                        /** Format: date-time */
                        at: string;
                        by: string;
                        reason: string;
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
                    /**
                     * Format: date-time
                     * @description A time to come; left out: now.
                     */
                    validFrom?: string;
                    /**
                     * Format: date-time
                     * @description Null: until further notice.
                     */
                    validTo?: string | null;
                    reason?: string;
                } | {
                    /** Format: uuid */
                    groupId: string;
                    /**
                     * Format: date-time
                     * @description A time to come; left out: now.
                     */
                    validFrom?: string;
                    /**
                     * Format: date-time
                     * @description Null: until further notice.
                     */
                    validTo?: string | null;
                    reason?: string;
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
                        /** Format: uuid */
                        ruleId: string | null;
                        planned: boolean;
                        assignedBy: string;
                        reason: string;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
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
    "Rules.list": {
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
                        name: string;
                        condition: components["schemas"]["Condition"];
                        reason: string;
                        madeBy: string;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                        endedBecause: string | null;
                        /** @description Whether everybody was looked at since it began or ended. */
                        settled: boolean;
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
    "Rules.make": {
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
                    profileId: string;
                    name: string;
                    /** @description Over attributes of the person only. */
                    condition: components["schemas"]["Condition"];
                    reason?: string;
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
                        name: string;
                        condition: components["schemas"]["Condition"];
                        reason: string;
                        madeBy: string;
                        /** Format: date-time */
                        validFrom: string;
                        /** Format: date-time */
                        validTo: string | null;
                        endedBecause: string | null;
                        /** @description Whether everybody was looked at since it began or ended. */
                        settled: boolean;
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
    "Rules.end": {
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
    "Drift.of": {
        parameters: {
            query?: {
                unusedDays?: number;
                expiringDays?: number;
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
                        /** @description In force for so many days and not used in them. */
                        unused: {
                            /** Format: uuid */
                            grantId: string;
                            /** Format: uuid */
                            agentId: string;
                            agentName: string;
                            /** Format: uuid */
                            ownerId: string;
                            /** @description The tool, the profile or the pattern. */
                            label: string;
                            /** Format: date-time */
                            validFrom: string;
                            /** Format: date-time */
                            endsAt: string;
                            /** Format: date-time */
                            lastUsedAt: string | null;
                        }[];
                        /** @description Used, and about to end. */
                        expiring: {
                            /** Format: uuid */
                            grantId: string;
                            /** Format: uuid */
                            agentId: string;
                            agentName: string;
                            /** Format: uuid */
                            ownerId: string;
                            /** @description The tool, the profile or the pattern. */
                            label: string;
                            /** Format: date-time */
                            validFrom: string;
                            /** Format: date-time */
                            endsAt: string;
                            /** Format: date-time */
                            lastUsedAt: string | null;
                        }[];
                        /** @description About tools that the ceiling of the blueprint does not hold. */
                        wider: {
                            /** Format: uuid */
                            grantId: string;
                            /** Format: uuid */
                            agentId: string;
                            agentName: string;
                            /** Format: uuid */
                            ownerId: string;
                            /** @description The tool, the profile or the pattern. */
                            label: string;
                            /** Format: date-time */
                            validFrom: string;
                            /** Format: date-time */
                            endsAt: string;
                            /** Format: date-time */
                            lastUsedAt: string | null;
                            beyond: {
                                /** Format: uuid */
                                id: string;
                                serverName: string;
                                name: string;
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
    "RegisteredClients.list": {
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
                        /**
                         * Format: uuid
                         * @description The client_id.
                         */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        applicationType: "native" | "web";
                        redirectUris: string[];
                        createdBy: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        endedAt: string | null;
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
    "RegisteredClients.register": {
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
                    /**
                     * @default web
                     * @enum {string}
                     */
                    applicationType?: "native" | "web";
                    redirectUris: string[];
                    /**
                     * Format: uuid
                     * @default null
                     */
                    blueprintId?: string | null;
                    /** @default true */
                    requiresApproval?: boolean;
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
                        /**
                         * Format: uuid
                         * @description The client_id.
                         */
                        id: string;
                        name: string;
                        /** @enum {string} */
                        applicationType: "native" | "web";
                        redirectUris: string[];
                        createdBy: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        endedAt: string | null;
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
    "RegisteredClients.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                clientId: string;
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
    "ServerCredentials.list": {
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
                        /**
                         * @description Where it is shown; a server has one for each.
                         * @enum {string}
                         */
                        slot: "authorization" | "header" | "certificate" | "environment";
                        /** @enum {string} */
                        kind: "bearer" | "header" | "oauth" | "mtls" | "environment";
                        /** @description The origin that it is shown to, or the command that gets it. */
                        audience: string;
                        /**
                         * Format: uuid
                         * @description Who answers for it; it ends when they leave.
                         */
                        ownerId: string;
                        /** @description What may be seen of it. */
                        shown: {
                            [key: string]: string;
                        };
                        revision: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        rotatedAt: string | null;
                        /** Format: date-time */
                        endedAt: string | null;
                        /** @enum {string|null} */
                        endedBecause: "removed" | "owner_left" | "server_disabled" | "server_moved" | null;
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
    "ServerCredentials.set": {
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
                    secret: {
                        /** @enum {string} */
                        kind: "bearer";
                        token: string;
                    } | {
                        /** @enum {string} */
                        kind: "header";
                        name: string;
                        value: string;
                    } | {
                        /** @enum {string} */
                        kind: "oauth";
                        /** Format: uri */
                        tokenUrl: string;
                        clientId: string;
                        /** @enum {string} */
                        method: "client_secret_basic" | "client_secret_post" | "private_key_jwt";
                        clientSecret?: string;
                        /** @description PKCS #8, for private_key_jwt. */
                        privateKey?: string;
                        keyId?: string;
                        /** @enum {string} */
                        algorithm?: "ES256" | "ES384" | "RS256" | "PS256" | "EdDSA";
                        /** @description `aud` of the assertion; the token URL when left out. */
                        audience?: string;
                        scope?: string;
                        /**
                         * Format: uri
                         * @description RFC 8707; the address of the server when left out.
                         */
                        resource?: string;
                    } | {
                        /** @enum {string} */
                        kind: "mtls";
                        cert: string;
                        key: string;
                        ca?: string;
                    } | {
                        /** @enum {string} */
                        kind: "environment";
                        values: {
                            [key: string]: string;
                        };
                    };
                    /**
                     * Format: uuid
                     * @description Who answers for it; whoever gives it when left out.
                     */
                    ownerId?: string;
                    reason: string;
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
                        serverId: string;
                        /**
                         * @description Where it is shown; a server has one for each.
                         * @enum {string}
                         */
                        slot: "authorization" | "header" | "certificate" | "environment";
                        /** @enum {string} */
                        kind: "bearer" | "header" | "oauth" | "mtls" | "environment";
                        /** @description The origin that it is shown to, or the command that gets it. */
                        audience: string;
                        /**
                         * Format: uuid
                         * @description Who answers for it; it ends when they leave.
                         */
                        ownerId: string;
                        /** @description What may be seen of it. */
                        shown: {
                            [key: string]: string;
                        };
                        revision: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        rotatedAt: string | null;
                        /** Format: date-time */
                        endedAt: string | null;
                        /** @enum {string|null} */
                        endedBecause: "removed" | "owner_left" | "server_disabled" | "server_moved" | null;
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
    "ServerCredentials.rotate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                credentialId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    secret: {
                        /** @enum {string} */
                        kind: "bearer";
                        token: string;
                    } | {
                        /** @enum {string} */
                        kind: "header";
                        name: string;
                        value: string;
                    } | {
                        /** @enum {string} */
                        kind: "oauth";
                        /** Format: uri */
                        tokenUrl: string;
                        clientId: string;
                        /** @enum {string} */
                        method: "client_secret_basic" | "client_secret_post" | "private_key_jwt";
                        clientSecret?: string;
                        /** @description PKCS #8, for private_key_jwt. */
                        privateKey?: string;
                        keyId?: string;
                        /** @enum {string} */
                        algorithm?: "ES256" | "ES384" | "RS256" | "PS256" | "EdDSA";
                        /** @description `aud` of the assertion; the token URL when left out. */
                        audience?: string;
                        scope?: string;
                        /**
                         * Format: uri
                         * @description RFC 8707; the address of the server when left out.
                         */
                        resource?: string;
                    } | {
                        /** @enum {string} */
                        kind: "mtls";
                        cert: string;
                        key: string;
                        ca?: string;
                    } | {
                        /** @enum {string} */
                        kind: "environment";
                        values: {
                            [key: string]: string;
                        };
                    };
                    /**
                     * Format: uuid
                     * @description Who answers for it; whoever gives it when left out.
                     */
                    ownerId?: string;
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
                        serverId: string;
                        /**
                         * @description Where it is shown; a server has one for each.
                         * @enum {string}
                         */
                        slot: "authorization" | "header" | "certificate" | "environment";
                        /** @enum {string} */
                        kind: "bearer" | "header" | "oauth" | "mtls" | "environment";
                        /** @description The origin that it is shown to, or the command that gets it. */
                        audience: string;
                        /**
                         * Format: uuid
                         * @description Who answers for it; it ends when they leave.
                         */
                        ownerId: string;
                        /** @description What may be seen of it. */
                        shown: {
                            [key: string]: string;
                        };
                        revision: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        rotatedAt: string | null;
                        /** Format: date-time */
                        endedAt: string | null;
                        /** @enum {string|null} */
                        endedBecause: "removed" | "owner_left" | "server_disabled" | "server_moved" | null;
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
    "ServerCredentials.remove": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                credentialId: string;
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
                        serverId: string;
                        /**
                         * @description Where it is shown; a server has one for each.
                         * @enum {string}
                         */
                        slot: "authorization" | "header" | "certificate" | "environment";
                        /** @enum {string} */
                        kind: "bearer" | "header" | "oauth" | "mtls" | "environment";
                        /** @description The origin that it is shown to, or the command that gets it. */
                        audience: string;
                        /**
                         * Format: uuid
                         * @description Who answers for it; it ends when they leave.
                         */
                        ownerId: string;
                        /** @description What may be seen of it. */
                        shown: {
                            [key: string]: string;
                        };
                        revision: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        rotatedAt: string | null;
                        /** Format: date-time */
                        endedAt: string | null;
                        /** @enum {string|null} */
                        endedBecause: "removed" | "owner_left" | "server_disabled" | "server_moved" | null;
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
                        transport: "stdio" | "http" | "sse";
                        /** @enum {string} */
                        status: "active" | "disabled";
                        /** Format: uuid */
                        ownerId: string | null;
                        /** @enum {string|null} */
                        environment: "production" | "staging" | "development" | "test" | null;
                        /** @enum {string|null} */
                        classification: "public" | "internal" | "confidential" | "restricted" | null;
                        tags: string[];
                        recheckSeconds: number;
                        /** @description Where they are not as usual. */
                        limits: {
                            /** @description Requests that are out at one time. */
                            concurrent?: number;
                            /** @description Requests that wait for one of these to end. */
                            waiting?: number;
                            /** @description How long each of them waits. */
                            waitMs?: number;
                            /** @description Until a connection stands. */
                            connectMs?: number;
                            /** @description Until an answer begins; 0: as long as the whole call. */
                            firstByteMs?: number;
                            /** @description Between two parts of an answer; 0: as long as the whole call. */
                            idleMs?: number;
                            /** @description The whole call. */
                            callMs?: number;
                            resultBytes?: number;
                            /** @description Of a program that we start. */
                            program?: {
                                /** @description Memory that it may write to (RLIMIT_DATA). */
                                memoryBytes?: number;
                                /** @description Open files (RLIMIT_NOFILE). */
                                files?: number;
                                /** @description Processes and threads of the account that Surety runs as, all together (RLIMIT_NPROC). */
                                processes?: number;
                                /** @description Processor time in its whole life (RLIMIT_CPU). */
                                cpuSeconds?: number;
                            };
                        };
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        syncedAt: string | null;
                        health?: {
                            /** @enum {string} */
                            status: "unknown" | "healthy" | "failing";
                            /** Format: date-time */
                            readAt: string | null;
                            /** Format: date-time */
                            failingSince: string | null;
                            fault: string | null;
                            /** @description What it offers and the catalog does not take. */
                            leftOut: string[];
                        } | null;
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
                    /**
                     * Format: uuid
                     * @description Who answers for it and approves changed definitions.
                     */
                    ownerId?: string | null;
                    /** @enum {string|null} */
                    environment?: "production" | "staging" | "development" | "test" | null;
                    /**
                     * @description The most sensitive data behind it.
                     * @enum {string|null}
                     */
                    classification?: "public" | "internal" | "confidential" | "restricted" | null;
                    tags?: string[];
                    /** @description How old definitions may be when a tool is called. */
                    recheckSeconds?: number;
                    /** @description How much it is asked and how long it is waited for. */
                    limits?: {
                        /** @description Requests that are out at one time. */
                        concurrent?: number;
                        /** @description Requests that wait for one of these to end. */
                        waiting?: number;
                        /** @description How long each of them waits. */
                        waitMs?: number;
                        /** @description Until a connection stands. */
                        connectMs?: number;
                        /** @description Until an answer begins; 0: as long as the whole call. */
                        firstByteMs?: number;
                        /** @description Between two parts of an answer; 0: as long as the whole call. */
                        idleMs?: number;
                        /** @description The whole call. */
                        callMs?: number;
                        resultBytes?: number;
                        /** @description Of a program that we start. */
                        program?: {
                            /** @description Memory that it may write to (RLIMIT_DATA). */
                            memoryBytes?: number;
                            /** @description Open files (RLIMIT_NOFILE). */
                            files?: number;
                            /** @description Processes and threads of the account that Surety runs as, all together (RLIMIT_NPROC). */
                            processes?: number;
                            /** @description Processor time in its whole life (RLIMIT_CPU). */
                            cpuSeconds?: number;
                        };
                    };
                    name: string;
                    /** @enum {string} */
                    transport: "stdio";
                    command: {
                        program: string;
                        /** @default [] */
                        args?: string[];
                    };
                } | {
                    /**
                     * Format: uuid
                     * @description Who answers for it and approves changed definitions.
                     */
                    ownerId?: string | null;
                    /** @enum {string|null} */
                    environment?: "production" | "staging" | "development" | "test" | null;
                    /**
                     * @description The most sensitive data behind it.
                     * @enum {string|null}
                     */
                    classification?: "public" | "internal" | "confidential" | "restricted" | null;
                    tags?: string[];
                    /** @description How old definitions may be when a tool is called. */
                    recheckSeconds?: number;
                    /** @description How much it is asked and how long it is waited for. */
                    limits?: {
                        /** @description Requests that are out at one time. */
                        concurrent?: number;
                        /** @description Requests that wait for one of these to end. */
                        waiting?: number;
                        /** @description How long each of them waits. */
                        waitMs?: number;
                        /** @description Until a connection stands. */
                        connectMs?: number;
                        /** @description Until an answer begins; 0: as long as the whole call. */
                        firstByteMs?: number;
                        /** @description Between two parts of an answer; 0: as long as the whole call. */
                        idleMs?: number;
                        /** @description The whole call. */
                        callMs?: number;
                        resultBytes?: number;
                        /** @description Of a program that we start. */
                        program?: {
                            /** @description Memory that it may write to (RLIMIT_DATA). */
                            memoryBytes?: number;
                            /** @description Open files (RLIMIT_NOFILE). */
                            files?: number;
                            /** @description Processes and threads of the account that Surety runs as, all together (RLIMIT_NPROC). */
                            processes?: number;
                            /** @description Processor time in its whole life (RLIMIT_CPU). */
                            cpuSeconds?: number;
                        };
                    };
                    name: string;
                    /** @enum {string} */
                    transport: "http";
                    /** Format: uri */
                    url: string;
                } | {
                    /**
                     * Format: uuid
                     * @description Who answers for it and approves changed definitions.
                     */
                    ownerId?: string | null;
                    /** @enum {string|null} */
                    environment?: "production" | "staging" | "development" | "test" | null;
                    /**
                     * @description The most sensitive data behind it.
                     * @enum {string|null}
                     */
                    classification?: "public" | "internal" | "confidential" | "restricted" | null;
                    tags?: string[];
                    /** @description How old definitions may be when a tool is called. */
                    recheckSeconds?: number;
                    /** @description How much it is asked and how long it is waited for. */
                    limits?: {
                        /** @description Requests that are out at one time. */
                        concurrent?: number;
                        /** @description Requests that wait for one of these to end. */
                        waiting?: number;
                        /** @description How long each of them waits. */
                        waitMs?: number;
                        /** @description Until a connection stands. */
                        connectMs?: number;
                        /** @description Until an answer begins; 0: as long as the whole call. */
                        firstByteMs?: number;
                        /** @description Between two parts of an answer; 0: as long as the whole call. */
                        idleMs?: number;
                        /** @description The whole call. */
                        callMs?: number;
                        resultBytes?: number;
                        /** @description Of a program that we start. */
                        program?: {
                            /** @description Memory that it may write to (RLIMIT_DATA). */
                            memoryBytes?: number;
                            /** @description Open files (RLIMIT_NOFILE). */
                            files?: number;
                            /** @description Processes and threads of the account that Surety runs as, all together (RLIMIT_NPROC). */
                            processes?: number;
                            /** @description Processor time in its whole life (RLIMIT_CPU). */
                            cpuSeconds?: number;
                        };
                    };
                    name: string;
                    /** @enum {string} */
                    transport: "sse";
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
                        transport: "stdio" | "http" | "sse";
                        /** @enum {string} */
                        status: "active" | "disabled";
                        /** Format: uuid */
                        ownerId: string | null;
                        /** @enum {string|null} */
                        environment: "production" | "staging" | "development" | "test" | null;
                        /** @enum {string|null} */
                        classification: "public" | "internal" | "confidential" | "restricted" | null;
                        tags: string[];
                        recheckSeconds: number;
                        /** @description Where they are not as usual. */
                        limits: {
                            /** @description Requests that are out at one time. */
                            concurrent?: number;
                            /** @description Requests that wait for one of these to end. */
                            waiting?: number;
                            /** @description How long each of them waits. */
                            waitMs?: number;
                            /** @description Until a connection stands. */
                            connectMs?: number;
                            /** @description Until an answer begins; 0: as long as the whole call. */
                            firstByteMs?: number;
                            /** @description Between two parts of an answer; 0: as long as the whole call. */
                            idleMs?: number;
                            /** @description The whole call. */
                            callMs?: number;
                            resultBytes?: number;
                            /** @description Of a program that we start. */
                            program?: {
                                /** @description Memory that it may write to (RLIMIT_DATA). */
                                memoryBytes?: number;
                                /** @description Open files (RLIMIT_NOFILE). */
                                files?: number;
                                /** @description Processes and threads of the account that Surety runs as, all together (RLIMIT_NPROC). */
                                processes?: number;
                                /** @description Processor time in its whole life (RLIMIT_CPU). */
                                cpuSeconds?: number;
                            };
                        };
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        syncedAt: string | null;
                        health?: {
                            /** @enum {string} */
                            status: "unknown" | "healthy" | "failing";
                            /** Format: date-time */
                            readAt: string | null;
                            /** Format: date-time */
                            failingSince: string | null;
                            fault: string | null;
                            /** @description What it offers and the catalog does not take. */
                            leftOut: string[];
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
    "Servers.change": {
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
                     * Format: uuid
                     * @description Who answers for it and approves changed definitions.
                     */
                    ownerId?: string | null;
                    /** @enum {string|null} */
                    environment?: "production" | "staging" | "development" | "test" | null;
                    /**
                     * @description The most sensitive data behind it.
                     * @enum {string|null}
                     */
                    classification?: "public" | "internal" | "confidential" | "restricted" | null;
                    tags?: string[];
                    /** @description How old definitions may be when a tool is called. */
                    recheckSeconds?: number;
                    /** @description How much it is asked and how long it is waited for. */
                    limits?: {
                        /** @description Requests that are out at one time. */
                        concurrent?: number;
                        /** @description Requests that wait for one of these to end. */
                        waiting?: number;
                        /** @description How long each of them waits. */
                        waitMs?: number;
                        /** @description Until a connection stands. */
                        connectMs?: number;
                        /** @description Until an answer begins; 0: as long as the whole call. */
                        firstByteMs?: number;
                        /** @description Between two parts of an answer; 0: as long as the whole call. */
                        idleMs?: number;
                        /** @description The whole call. */
                        callMs?: number;
                        resultBytes?: number;
                        /** @description Of a program that we start. */
                        program?: {
                            /** @description Memory that it may write to (RLIMIT_DATA). */
                            memoryBytes?: number;
                            /** @description Open files (RLIMIT_NOFILE). */
                            files?: number;
                            /** @description Processes and threads of the account that Surety runs as, all together (RLIMIT_NPROC). */
                            processes?: number;
                            /** @description Processor time in its whole life (RLIMIT_CPU). */
                            cpuSeconds?: number;
                        };
                    };
                    address?: {
                        /** @enum {string} */
                        transport: "stdio";
                        command: {
                            program: string;
                            /** @default [] */
                            args?: string[];
                        };
                    } | {
                        /** @enum {string} */
                        transport: "http";
                        /** Format: uri */
                        url: string;
                    } | {
                        /** @enum {string} */
                        transport: "sse";
                        /** Format: uri */
                        url: string;
                    };
                    /**
                     * @description What was approved is approved at the new address too; otherwise all of it is held there.
                     * @default false
                     */
                    keepApprovals?: boolean;
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
                        transport: "stdio" | "http" | "sse";
                        /** @enum {string} */
                        status: "active" | "disabled";
                        /** Format: uuid */
                        ownerId: string | null;
                        /** @enum {string|null} */
                        environment: "production" | "staging" | "development" | "test" | null;
                        /** @enum {string|null} */
                        classification: "public" | "internal" | "confidential" | "restricted" | null;
                        tags: string[];
                        recheckSeconds: number;
                        /** @description Where they are not as usual. */
                        limits: {
                            /** @description Requests that are out at one time. */
                            concurrent?: number;
                            /** @description Requests that wait for one of these to end. */
                            waiting?: number;
                            /** @description How long each of them waits. */
                            waitMs?: number;
                            /** @description Until a connection stands. */
                            connectMs?: number;
                            /** @description Until an answer begins; 0: as long as the whole call. */
                            firstByteMs?: number;
                            /** @description Between two parts of an answer; 0: as long as the whole call. */
                            idleMs?: number;
                            /** @description The whole call. */
                            callMs?: number;
                            resultBytes?: number;
                            /** @description Of a program that we start. */
                            program?: {
                                /** @description Memory that it may write to (RLIMIT_DATA). */
                                memoryBytes?: number;
                                /** @description Open files (RLIMIT_NOFILE). */
                                files?: number;
                                /** @description Processes and threads of the account that Surety runs as, all together (RLIMIT_NPROC). */
                                processes?: number;
                                /** @description Processor time in its whole life (RLIMIT_CPU). */
                                cpuSeconds?: number;
                            };
                        };
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        syncedAt: string | null;
                        health?: {
                            /** @enum {string} */
                            status: "unknown" | "healthy" | "failing";
                            /** Format: date-time */
                            readAt: string | null;
                            /** Format: date-time */
                            failingSince: string | null;
                            fault: string | null;
                            /** @description What it offers and the catalog does not take. */
                            leftOut: string[];
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
    "Servers.disable": {
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
                        transport: "stdio" | "http" | "sse";
                        /** @enum {string} */
                        status: "active" | "disabled";
                        /** Format: uuid */
                        ownerId: string | null;
                        /** @enum {string|null} */
                        environment: "production" | "staging" | "development" | "test" | null;
                        /** @enum {string|null} */
                        classification: "public" | "internal" | "confidential" | "restricted" | null;
                        tags: string[];
                        recheckSeconds: number;
                        /** @description Where they are not as usual. */
                        limits: {
                            /** @description Requests that are out at one time. */
                            concurrent?: number;
                            /** @description Requests that wait for one of these to end. */
                            waiting?: number;
                            /** @description How long each of them waits. */
                            waitMs?: number;
                            /** @description Until a connection stands. */
                            connectMs?: number;
                            /** @description Until an answer begins; 0: as long as the whole call. */
                            firstByteMs?: number;
                            /** @description Between two parts of an answer; 0: as long as the whole call. */
                            idleMs?: number;
                            /** @description The whole call. */
                            callMs?: number;
                            resultBytes?: number;
                            /** @description Of a program that we start. */
                            program?: {
                                /** @description Memory that it may write to (RLIMIT_DATA). */
                                memoryBytes?: number;
                                /** @description Open files (RLIMIT_NOFILE). */
                                files?: number;
                                /** @description Processes and threads of the account that Surety runs as, all together (RLIMIT_NPROC). */
                                processes?: number;
                                /** @description Processor time in its whole life (RLIMIT_CPU). */
                                cpuSeconds?: number;
                            };
                        };
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        syncedAt: string | null;
                        health?: {
                            /** @enum {string} */
                            status: "unknown" | "healthy" | "failing";
                            /** Format: date-time */
                            readAt: string | null;
                            /** Format: date-time */
                            failingSince: string | null;
                            fault: string | null;
                            /** @description What it offers and the catalog does not take. */
                            leftOut: string[];
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
    "Servers.enable": {
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
                        transport: "stdio" | "http" | "sse";
                        /** @enum {string} */
                        status: "active" | "disabled";
                        /** Format: uuid */
                        ownerId: string | null;
                        /** @enum {string|null} */
                        environment: "production" | "staging" | "development" | "test" | null;
                        /** @enum {string|null} */
                        classification: "public" | "internal" | "confidential" | "restricted" | null;
                        tags: string[];
                        recheckSeconds: number;
                        /** @description Where they are not as usual. */
                        limits: {
                            /** @description Requests that are out at one time. */
                            concurrent?: number;
                            /** @description Requests that wait for one of these to end. */
                            waiting?: number;
                            /** @description How long each of them waits. */
                            waitMs?: number;
                            /** @description Until a connection stands. */
                            connectMs?: number;
                            /** @description Until an answer begins; 0: as long as the whole call. */
                            firstByteMs?: number;
                            /** @description Between two parts of an answer; 0: as long as the whole call. */
                            idleMs?: number;
                            /** @description The whole call. */
                            callMs?: number;
                            resultBytes?: number;
                            /** @description Of a program that we start. */
                            program?: {
                                /** @description Memory that it may write to (RLIMIT_DATA). */
                                memoryBytes?: number;
                                /** @description Open files (RLIMIT_NOFILE). */
                                files?: number;
                                /** @description Processes and threads of the account that Surety runs as, all together (RLIMIT_NPROC). */
                                processes?: number;
                                /** @description Processor time in its whole life (RLIMIT_CPU). */
                                cpuSeconds?: number;
                            };
                        };
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        syncedAt: string | null;
                        health?: {
                            /** @enum {string} */
                            status: "unknown" | "healthy" | "failing";
                            /** Format: date-time */
                            readAt: string | null;
                            /** Format: date-time */
                            failingSince: string | null;
                            fault: string | null;
                            /** @description What it offers and the catalog does not take. */
                            leftOut: string[];
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
                        /** @enum {string} */
                        kind: "tool" | "resource" | "resource_template" | "prompt";
                        /** @description Of a resource its URI, of a template of resources its URI template. */
                        name: string;
                        /** @enum {string} */
                        risk: "read" | "write" | "destructive" | "unknown";
                        /** @description Why a person gave it its class; null when the class comes from annotations. */
                        riskReason: string | null;
                        /** @enum {string} */
                        state: "available" | "held" | "removed";
                        definitionHash: string;
                        /** @description Empty for one that nobody has approved yet. */
                        approvedHash: string;
                        refusedHash: string | null;
                        tags: string[];
                        /** Format: uuid */
                        variantOf: string | null;
                        variant: unknown;
                        cost: number;
                        recordsAt: string | null;
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
                        /** @description Sent back as x-csrf-token with whatever changes something. */
                        csrfToken: string;
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
                        roles: ("admin" | "reviewer" | "auditor" | "agent_owner" | "security_operator")[];
                        /** Format: uuid */
                        sessionId: string;
                        /**
                         * @description How the person signed in.
                         * @enum {string}
                         */
                        method: "link" | "saml" | "oidc" | "break_glass";
                        /** Format: date-time */
                        authenticatedAt: string;
                        /** @description Sent back as x-csrf-token with whatever changes something. */
                        csrfToken: string;
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
    "Session.list": {
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
                        /**
                         * @description How the person signed in.
                         * @enum {string}
                         */
                        method: "link" | "saml" | "oidc" | "break_glass";
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        usedAt: string;
                        /** Format: date-time */
                        expiresAt: string;
                        isThisOne: boolean;
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
    "Session.endAll": {
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
    "Session.end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sessionId: string;
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
    "SignIn.offered": {
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
                        kind: "saml" | "oidc";
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
                            toolId: string | null;
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
    "RegistrationTokens.issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                        /** @description Shown this one time; good for one client. */
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
    "TokenKeys.list": {
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
                        kid: string;
                        /** @enum {string} */
                        phase: "next" | "signing" | "retired" | "gone";
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        signsFrom: string;
                        /** Format: date-time */
                        retiredAt: string | null;
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
    "TokenKeys.rotate": {
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
                        kid: string;
                        /** @enum {string} */
                        phase: "next" | "signing" | "retired" | "gone";
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        signsFrom: string;
                        /** Format: date-time */
                        retiredAt: string | null;
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
    "TokenKeys.replace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                        kid: string;
                        /** @enum {string} */
                        phase: "next" | "signing" | "retired" | "gone";
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        signsFrom: string;
                        /** Format: date-time */
                        retiredAt: string | null;
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
                        /** @enum {string} */
                        kind: "tool" | "resource" | "resource_template" | "prompt";
                        /** @description Of a resource its URI, of a template of resources its URI template. */
                        name: string;
                        /** @enum {string} */
                        risk: "read" | "write" | "destructive" | "unknown";
                        /** @description Why a person gave it its class; null when the class comes from annotations. */
                        riskReason: string | null;
                        /** @enum {string} */
                        state: "available" | "held" | "removed";
                        definitionHash: string;
                        /** @description Empty for one that nobody has approved yet. */
                        approvedHash: string;
                        refusedHash: string | null;
                        tags: string[];
                        /** Format: uuid */
                        variantOf: string | null;
                        variant: unknown;
                        cost: number;
                        recordsAt: string | null;
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
    "Tools.changes": {
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
                        tool: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            serverId: string;
                            /** @enum {string} */
                            kind: "tool" | "resource" | "resource_template" | "prompt";
                            /** @description Of a resource its URI, of a template of resources its URI template. */
                            name: string;
                            /** @enum {string} */
                            risk: "read" | "write" | "destructive" | "unknown";
                            /** @description Why a person gave it its class; null when the class comes from annotations. */
                            riskReason: string | null;
                            /** @enum {string} */
                            state: "available" | "held" | "removed";
                            definitionHash: string;
                            /** @description Empty for one that nobody has approved yet. */
                            approvedHash: string;
                            refusedHash: string | null;
                            tags: string[];
                            /** Format: uuid */
                            variantOf: string | null;
                            variant: unknown;
                            cost: number;
                            recordsAt: string | null;
                        };
                        pending: {
                            /** @description The hash that was approved; null for a tool that nobody has approved yet. */
                            from: string | null;
                            to: string;
                            isRefused: boolean;
                            /**
                             * @description What the waiting definition says of itself.
                             * @enum {string}
                             */
                            claimed: "read" | "write" | "destructive" | "unknown";
                            differences: {
                                place: string;
                                before?: unknown;
                                after?: unknown;
                                /** @description Of texts, line by line: begins with two spaces, `- ` or `+ `. */
                                lines?: string[];
                            }[];
                            definition: unknown;
                        } | null;
                        versions: {
                            hash: string;
                            /** Format: date-time */
                            seenAt: string;
                            isApproved: boolean;
                            isAccepted: boolean;
                        }[];
                        /** @description For the owner of the server, administrators and auditors; others see none. */
                        grants: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            holder: "profile" | "agent";
                            /** Format: uuid */
                            holderId: string;
                            holderName: string;
                            /** @enum {string} */
                            effect: "allow" | "hold" | "deny";
                            /** @description It counts now, and would be carried over. */
                            isCurrent: boolean;
                            /** @description Why it does not fit the waiting definition. */
                            fault: string | null;
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
                    reason: string;
                    /**
                     * @description Grants on the former definition mean this one too.
                     * @default false
                     */
                    carryOver?: boolean;
                    /**
                     * @description Also those whose conditions do not fit; they permit nothing.
                     * @default false
                     */
                    acceptUnfit?: boolean;
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
                        /** @enum {string} */
                        kind: "tool" | "resource" | "resource_template" | "prompt";
                        /** @description Of a resource its URI, of a template of resources its URI template. */
                        name: string;
                        /** @enum {string} */
                        risk: "read" | "write" | "destructive" | "unknown";
                        /** @description Why a person gave it its class; null when the class comes from annotations. */
                        riskReason: string | null;
                        /** @enum {string} */
                        state: "available" | "held" | "removed";
                        definitionHash: string;
                        /** @description Empty for one that nobody has approved yet. */
                        approvedHash: string;
                        refusedHash: string | null;
                        tags: string[];
                        /** Format: uuid */
                        variantOf: string | null;
                        variant: unknown;
                        cost: number;
                        recordsAt: string | null;
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
    "Tools.refuse": {
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
                        serverId: string;
                        /** @enum {string} */
                        kind: "tool" | "resource" | "resource_template" | "prompt";
                        /** @description Of a resource its URI, of a template of resources its URI template. */
                        name: string;
                        /** @enum {string} */
                        risk: "read" | "write" | "destructive" | "unknown";
                        /** @description Why a person gave it its class; null when the class comes from annotations. */
                        riskReason: string | null;
                        /** @enum {string} */
                        state: "available" | "held" | "removed";
                        definitionHash: string;
                        /** @description Empty for one that nobody has approved yet. */
                        approvedHash: string;
                        refusedHash: string | null;
                        tags: string[];
                        /** Format: uuid */
                        variantOf: string | null;
                        variant: unknown;
                        cost: number;
                        recordsAt: string | null;
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
    "Tools.correct": {
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
                    risk: "read" | "write" | "destructive" | "unknown";
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
                        serverId: string;
                        /** @enum {string} */
                        kind: "tool" | "resource" | "resource_template" | "prompt";
                        /** @description Of a resource its URI, of a template of resources its URI template. */
                        name: string;
                        /** @enum {string} */
                        risk: "read" | "write" | "destructive" | "unknown";
                        /** @description Why a person gave it its class; null when the class comes from annotations. */
                        riskReason: string | null;
                        /** @enum {string} */
                        state: "available" | "held" | "removed";
                        definitionHash: string;
                        /** @description Empty for one that nobody has approved yet. */
                        approvedHash: string;
                        refusedHash: string | null;
                        tags: string[];
                        /** Format: uuid */
                        variantOf: string | null;
                        variant: unknown;
                        cost: number;
                        recordsAt: string | null;
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
    "Tools.describe": {
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
                    tags?: string[];
                    cost?: number;
                    recordsAt?: string | null;
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
                        /** @enum {string} */
                        kind: "tool" | "resource" | "resource_template" | "prompt";
                        /** @description Of a resource its URI, of a template of resources its URI template. */
                        name: string;
                        /** @enum {string} */
                        risk: "read" | "write" | "destructive" | "unknown";
                        /** @description Why a person gave it its class; null when the class comes from annotations. */
                        riskReason: string | null;
                        /** @enum {string} */
                        state: "available" | "held" | "removed";
                        definitionHash: string;
                        /** @description Empty for one that nobody has approved yet. */
                        approvedHash: string;
                        refusedHash: string | null;
                        tags: string[];
                        /** Format: uuid */
                        variantOf: string | null;
                        variant: unknown;
                        cost: number;
                        recordsAt: string | null;
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
    "Tools.make": {
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
                    name: string;
                    variant: {
                        description?: string;
                        arguments: {
                            [key: string]: {
                                fix: components["schemas"]["__schema0"];
                            } | {
                                /** @enum {boolean} */
                                remove: true;
                            } | {
                                bound: {
                                    min?: number;
                                    max?: number;
                                    enum?: (string | number | boolean | (null))[];
                                    maxLength?: number;
                                    prefix?: string;
                                    maxItems?: number;
                                    /** @description Whether a call without it is refused. */
                                    required?: boolean;
                                };
                            };
                        };
                    };
                    reason: string;
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
                        serverId: string;
                        /** @enum {string} */
                        kind: "tool" | "resource" | "resource_template" | "prompt";
                        /** @description Of a resource its URI, of a template of resources its URI template. */
                        name: string;
                        /** @enum {string} */
                        risk: "read" | "write" | "destructive" | "unknown";
                        /** @description Why a person gave it its class; null when the class comes from annotations. */
                        riskReason: string | null;
                        /** @enum {string} */
                        state: "available" | "held" | "removed";
                        definitionHash: string;
                        /** @description Empty for one that nobody has approved yet. */
                        approvedHash: string;
                        refusedHash: string | null;
                        tags: string[];
                        /** Format: uuid */
                        variantOf: string | null;
                        variant: unknown;
                        cost: number;
                        recordsAt: string | null;
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
    "Tools.remove": {
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
                        serverId: string;
                        /** @enum {string} */
                        kind: "tool" | "resource" | "resource_template" | "prompt";
                        /** @description Of a resource its URI, of a template of resources its URI template. */
                        name: string;
                        /** @enum {string} */
                        risk: "read" | "write" | "destructive" | "unknown";
                        /** @description Why a person gave it its class; null when the class comes from annotations. */
                        riskReason: string | null;
                        /** @enum {string} */
                        state: "available" | "held" | "removed";
                        definitionHash: string;
                        /** @description Empty for one that nobody has approved yet. */
                        approvedHash: string;
                        refusedHash: string | null;
                        tags: string[];
                        /** Format: uuid */
                        variantOf: string | null;
                        variant: unknown;
                        cost: number;
                        recordsAt: string | null;
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

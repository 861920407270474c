import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
  RequestMethod,
  type Type,
} from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule } from '@app/config';
import { DatabaseModule } from '@app/database';
import { FenceModule } from '@app/fence';
import { JobsModule } from '@app/jobs';
import type { Surroundings } from '@app/kernel';
import { LedgerModule } from '@app/ledger';
import { apiParts, makeAdapter, mountApi } from '../../apps/api/src/boot.js';
import { IN_PERSON, POLICY, type Policy, STEP_UP } from '../../apps/api/src/policy/policy.js';
import { gatewayParts, mountGateway } from '../../apps/gateway/src/boot.js';
import { surroundingsOf } from './context.js';
import { freshDatabase } from './database.js';

/** A route of a controller, and what its decorators say of it. */
export type DeclaredRoute = Readonly<{
  method: string;
  url: string;
  policy: Policy | undefined;
  stepUp: boolean;
  inPerson: boolean;
}>;

/** Says of a request that the guard let it in, and stops it there: nothing is carried out. */
export const ADMITTED = 'x-admitted';
class Admitted extends Error {}

class StopBehindTheGuard implements NestInterceptor {
  isOn = false;

  intercept(context: ExecutionContext, next: CallHandler) {
    if (!this.isOn) return next.handle();
    const reply = context.switchToHttp().getResponse<{ raw: { setHeader(name: string, value: string): void } }>();
    reply.raw.setHeader(ADMITTED, 'yes');
    throw new Admitted();
  }
}

/**
 * The whole house, in which no request gets beyond the guard, and a list of everything that listens in it.
 */
export async function openEveryRoute(over: Partial<Surroundings> = {}) {
  const database = await freshDatabase();
  const adapter = makeAdapter();
  const listening: { method: string; url: string }[] = [];
  const mounts: string[] = [];
  adapter.getInstance().addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD' && one !== 'OPTIONS') listening.push({ method: one, url });
  });
  const use = adapter.use.bind(adapter);
  adapter.use = (...parts: unknown[]) => {
    mounts.push(String(parts[0]));
    return use(...parts) as unknown;
  };
  const surroundings = surroundingsOf(database.url, over);
  const platform = [LedgerModule, FenceModule, JobsModule];
  const house = {
    module: class House {},
    imports: [ConfigModule.in(surroundings), DatabaseModule.connected(), ...platform, ...apiParts, ...gatewayParts],
  };
  const app = await NestFactory.create<NestFastifyApplication>(house, adapter, {
    logger: false,
    abortOnError: false,
  });
  const stop = new StopBehindTheGuard();
  app.useGlobalInterceptors(stop);
  await mountGateway(app);
  await mountApi(app);
  await app.listen(Number(new URL(surroundings.publicUrl).port), '127.0.0.1');
  return {
    app,
    database,
    listening,
    mounts,
    declared: declaredIn(app),
    /** From now on. Before, requests are carried out, so that callers can be furnished. */
    stopBehindTheGuard: () => void (stop.isOn = true),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

function declaredIn(app: NestFastifyApplication): DeclaredRoute[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => (metatype ? routesOf(metatype as Type) : []));
}

function routesOf(controller: Type): DeclaredRoute[] {
  const prefixes = [Reflect.getMetadata('path', controller) as string | string[]].flat();
  const prototype = controller.prototype as Record<string, CanActivate>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name] as unknown as object;
    if (name === 'constructor' || typeof handler !== 'function' || !Reflect.hasMetadata('method', handler)) return [];
    const said = <T>(key: symbol): T | undefined =>
      [handler, controller]
        .map((place) => Reflect.getMetadata(key, place) as T | undefined)
        .find((v) => v !== undefined);
    const method = RequestMethod[Reflect.getMetadata('method', handler) as number] ?? '';
    return [Reflect.getMetadata('path', handler) as string | string[]].flat().flatMap((path) =>
      prefixes.map((prefix) => ({
        method,
        url: `/${[prefix, path]
          .map((part) => part.replace(/^\/|\/$/g, ''))
          .filter(Boolean)
          .join('/')}`,
        policy: said<Policy>(POLICY),
        stepUp: said<boolean>(STEP_UP) ?? false,
        inPerson: said<boolean>(IN_PERSON) ?? false,
      })),
    );
  });
}

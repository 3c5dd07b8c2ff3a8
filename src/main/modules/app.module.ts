import { Module, type DynamicModule } from '@nestjs/common';
import type { Infrastructure } from '../infrastructure';
import { HttpModule } from './http.module';
import { InfrastructureModule } from './infrastructure.module';

/** The API on top of the adapters it was given. */
@Module({})
export class AppModule {
  static of(parts: Infrastructure): DynamicModule {
    return { module: AppModule, imports: [InfrastructureModule.of(parts), HttpModule] };
  }

  /** The routes with nothing behind them, to be described. */
  static ofNothing(): DynamicModule {
    return { module: AppModule, imports: [InfrastructureModule.ofNothing(), HttpModule] };
  }
}

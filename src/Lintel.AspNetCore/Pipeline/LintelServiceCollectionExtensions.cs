using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lintel;
using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Cluster;
using Lintel.Contracts;
using Lintel.Idempotency;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Stores;
using Lintel.Telemetry;
using Lintel.Tokens;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Lintel to the services of an application, and says where its pepper comes from.</summary>
public static partial class LintelServiceCollectionExtensions
{
    /// <summary>
    /// Adds the front door's services. Give it stores on what is returned, such as <c>.AddSqlite("data")</c>. Called again, it sets further options. An
    /// <c>IAuthorizationMiddlewareResultHandler</c> of the application must be registered before; one that comes after is refused when the application starts.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">
    /// Sets contracts and whatever differs from the defaults, after the section <c>Lintel</c> of the configuration; null where that says everything. Called
    /// when the application is put together.
    /// </param>
    /// <returns>A builder for stores and the management API.</returns>
    /// <exception cref="ContractException">A contract is faulty; holds every fault; thrown when the application is put together.</exception>
    /// <exception cref="OptionsValidationException">A setting cannot work; holds every fault; thrown when the application is put together.</exception>
    public static ILintelBuilder AddLintel(this IServiceCollection services, Action<LintelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(ScopedParameters)))
        {
            services.Configure<LintelOptions>(options => configure?.Invoke(options));
            return new LintelBuilder(services);
        }

        StartupFaultExit.Register();
        var contentRoot = ContractPath.ContentRootOf(services);
        services.AddOptions<LintelOptions>().Configure(options => options.ContentRoot = contentRoot).ValidateOnStart();
        services.AddSingleton<IConfigureOptions<LintelOptions>>(provider => new ConfiguredOptions(provider.GetService<IConfiguration>()));
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddSingleton<IPostConfigureOptions<LintelOptions>>(provider => new ConfiguredOptions(provider.GetService<IConfiguration>()));
        services.AddSingleton(new ScopedParameters(services));
        services.AddSingleton<IValidateOptions<LintelOptions>, LintelOptionsCheck>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<LintelOptions>>().Value);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Stores(provider).RateLimits);
        services.AddSingleton(provider => new AuditChain(provider.GetRequiredService<Pepper>()));
        services.AddSingleton(provider => Stores(provider).Nodes);
        services.AddSingleton<INodeRegistry>(provider => Stores(provider).Nodes);

        // Before everything that reads what changes.
        services.AddSingleton<MemoryOfRecords>();
        services.AddHostedService<NodeWatch>();
        services.AddHostedService<NodeMembership>();
        AddKeys(services);
        services.AddSingleton<RequestTail>();
        services.AddHostedService<RequestTailFeed>();
        services.AddSingleton(MakeLogWriter);
        services.AddSingleton<IRequestSink>(provider => provider.GetRequiredService<RequestLogWriter>());
        services.AddSingleton(provider => SecretMask.Of(Options(provider).Contracts.Append(Contract.Default)));
        services.AddSingleton<RequestLines>();
        AddTelemetry(services);
        services.AddSingleton<ExceededLimits>();
        services.AddSingleton<RequestRecorder>();
        services.AddSingleton(provider => new TrustedProxies(Options(provider).TrustedProxies, Options(provider).ProxyHeaders));
        services.AddSingleton<ClientAddress>();
        services.AddSingleton(provider => new PublicOrigins(provider.GetRequiredService<TrustedProxies>(), Options(provider).PublicAddress));
        services.AddSingleton(provider => new RequestClock(Clock(provider)));
        services.AddSingleton<BodyDeadline>();
        services.TryAddSingleton(MakeLimiterFactory);
        services.AddSingleton<RateLimiters>();
        services.AddSingleton<CounterResets>();
        services.AddHostedService<RateLimitCheckpoints>();
        AddIdempotency(services);
        services.AddSingleton<GuardSequence>();
        services.AddSingleton<ApiRuntimes>();
        services.AddSingleton(provider => provider.GetRequiredService<ApiRuntimes>().MakeDirectory());
        services.AddSingleton<ContractVersions>();
        services.AddSingleton<ContractReload>();
        services.AddHostedService(provider => provider.GetRequiredService<ContractReload>());
        services.AddSingleton<ContractCors>();
        services.AddHostedService<StoreNotices>();
        services.AddHostedService<SessionSweep>();
        AddRouting(services);
        CurrentCall.Add(services);
        services.AddSingleton<BoundDelegates>();
        UnvalidatedParameters.Add(services);
        AuthorizationServices.Add(services);
        AuthenticationServices.Add(services);
        services.AddHostedService<ServerSizeCheck>();
        services.AddHostedService<ContractHints>();

        services.AddSingleton<ServerRefusals>();
        services.AddSingleton<DiagnosticSource>(provider => ActivatorUtilities.CreateInstance<ServerDiagnostics>(provider));

        // Before what the application sets itself, so that the endpoints that it opens are watched.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, ServerWatch>());
        WatchedListenerFactory.Decorate(services);

        // First, so that its middleware is the outermost.
        services.AddSingleton<HostingLogMask>();
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(provider => provider.GetRequiredService<HostingLogMask>()));
        MaskedServer.Decorate(services);
        AddErrors(services);
        return new LintelBuilder(services);
    }

    private static RequestLogWriter MakeLogWriter(IServiceProvider provider)
    {
        var log = Stores(provider).RequestLog;
        var tail = log is IRequestFeed ? null : provider.GetRequiredService<RequestTail>();
        var writer = new RequestLogWriter(log, Clock(provider), Options(provider).RequestLog, tail);
        provider.GetRequiredService<BackgroundLoops>().Add(writer.Progress);
        return writer;
    }

    // Decided by the stores when both are known, so that the order in which stores and engines are added does not matter.
    private static IRateLimiterFactory MakeLimiterFactory(IServiceProvider provider) => Stores(provider).AreShared
        ? ActivatorUtilities.CreateInstance<StoreRateLimiterFactory>(provider)
        : ActivatorUtilities.CreateInstance<MemoryRateLimiterFactory>(provider);

    private static void AddTelemetry(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton(provider => new LintelMeter(provider.GetRequiredService<IMeterFactory>().Create(LintelMeter.Name)));
        services.AddSingleton<RequestMetrics>();
        services.AddSingleton<LimiterMetrics>();
        services.AddSingleton(provider => new BackgroundLoops(Clock(provider)));
        services.AddHostedService<StateMetrics>();
    }

    private static void AddRouting(IServiceCollection services)
    {
        services.AddSingleton<PipelineOrder>();
        services.AddSingleton<InnerPipeline>();
        services.AddSingleton<BypassedGuards>();
        services.AddSingleton<RehearsalRoutes>();
        services.AddSingleton<Rehearsals>();
        services.AddSingleton<EndpointCatalog>();
        services.AddSingleton<UnmatchedRoutes>();
        services.AddSingleton<OperationCheck>();
        services.AddHostedService(provider => provider.GetRequiredService<OperationCheck>());
        services.AddSingleton<IStartupFilter>(provider => provider.GetRequiredService<OperationCheck>());
        services.AddSingleton<IStartupFilter, UnguardedAnswers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, ApiNodePolicy>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, OperationSelector>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, CertainNodePolicy>());
    }

    private static void AddIdempotency(IServiceCollection services)
    {
        services.AddSingleton(provider => new IdempotencyRecords(
            Stores(provider),
            provider.GetServices<ApiAnswerStore>(),
            provider.GetRequiredService<Pepper>(),
            Clock(provider),
            provider.GetRequiredService<ILogger<IdempotencyRecords>>()));
        services.AddHostedService<IdempotencySweep>();
        services.AddTransient(provider => provider.GetRequiredService<IdempotencyRecords>().WorkOf(provider.GetRequiredService<ApiCall>()));
    }

    private static void AddErrors(IServiceCollection services)
    {
        services.AddSingleton<ErrorLog>();
        services.AddSingleton<ExceptionMap>();
        services.AddSingleton<ForeignErrors>();
        LimiterRejections.Add(services);
        services.AddSingleton<RequestEnd>();
        services.AddSingleton<ShadowCounts>();
    }

    private static void AddKeys(IServiceCollection services)
    {
        services.AddSingleton(provider => Stores(provider).Keys);
        services.AddSingleton(provider => Stores(provider).Accounts);
        services.AddSingleton(provider => Stores(provider).Sessions);
        services.AddSingleton(provider => Stores(provider).RequestLog);
        services.AddSingleton(provider => new KeyCache(
            Stores(provider).Keys, Clock(provider), trust: Stores(provider).Trust, pepper: provider.GetRequiredService<Pepper>()));
        services.AddSingleton(provider => new KeyRehashes(provider.GetRequiredService<Pepper>()));
        services.AddSingleton<PepperWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<PepperWatch>());
        services.AddHostedService<KeyRehashing>();
        services.AddSingleton(provider => new AccountCache(Stores(provider).Accounts, Clock(provider), trust: Stores(provider).Trust));
        services.AddSingleton(provider => new SessionCache(Stores(provider).Sessions, Clock(provider), trust: Stores(provider).Trust));
        services.AddSingleton(
            provider => new SessionService(
                Stores(provider).Sessions,
                provider.GetRequiredService<SessionCache>(),
                Options(provider).Contracts.Where(contract => contract.Realm == contract.Api),
                Clock(provider)));
        AddOperators(services);
        services.AddSingleton(provider => Options(provider).Passwords);
        services.AddPasswords();
        services.AddSingleton(provider => new SignInRecognition(Stores(provider).Sessions, Clock(provider)));
        services.AddSingleton(provider => new UserService(Stores(provider).Sessions, provider.GetRequiredService<SessionService>(), Clock(provider)));
        services.AddSingleton(provider => new SignInService(
            Stores(provider).Sessions,
            provider.GetRequiredService<SessionService>(),
            provider.GetRequiredService<AccountCache>(),
            provider.GetRequiredService<Passwords>(),
            provider.GetRequiredService<SignInRecognition>(),
            Clock(provider)));
        services.AddSingleton(
            provider => new KeyVerifier(
                provider.GetRequiredService<KeyCache>(),
                provider.GetRequiredService<Pepper>(),
                Options(provider).Environment,
                Clock(provider),
                provider.GetRequiredService<KeyRehashes>()));
        services.AddSingleton(provider => new KeyFinder(Stores(provider).Keys, provider.GetRequiredService<Pepper>(), Realms(provider)));
        services.AddSingleton(
            provider => new AccountService(Stores(provider).Accounts, provider.GetRequiredService<AccountCache>(), Realms(provider), Clock(provider)));
        services.AddHostedService<ImportedKeys>();
        AddAccessTokens(services);
        services.AddSingleton(provider => new KeyImporter(
            Stores(provider).Keys,
            provider.GetRequiredService<AccountCache>(),
            provider.GetRequiredService<KeyCache>(),
            provider.GetRequiredService<Pepper>(),
            Realms(provider),
            Options(provider).Environment,
            Clock(provider)));
        services.AddSingleton(provider => new KeyService(
            Stores(provider).Keys,
            provider.GetRequiredService<AccountCache>(),
            provider.GetRequiredService<KeyCache>(),
            provider.GetRequiredService<Pepper>(),
            Realms(provider),
            Options(provider).Environment,
            Clock(provider)));
    }

    private static void AddOperators(IServiceCollection services)
    {
        services.AddSingleton(provider => Stores(provider).Operators);
        services.AddSingleton(provider => new OperatorCache(Stores(provider).Operators, Clock(provider), trust: Stores(provider).Trust));
        services.AddSingleton(provider => new OperatorService(
            Stores(provider).Operators,
            provider.GetRequiredService<OperatorCache>(),
            provider.GetRequiredService<SessionService>(),
            Clock(provider)));
    }

    private static void AddAccessTokens(IServiceCollection services)
    {
        services.AddSingleton(provider => new TokenRevocations(Stores(provider).TokenRevocations, Clock(provider), Stores(provider).Trust));
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<AccessTokens>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessTokens>());
    }

    private static TimeProvider Clock(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    /// <summary>The contracts of APIs that have accounts of their own, those in force whenever they are enumerated.</summary>
    private static IEnumerable<Contract> Realms(IServiceProvider provider)
    {
        foreach (var contract in provider.GetRequiredService<ApiDirectory>().Contracts.Where(contract => contract.Realm == contract.Api))
        {
            yield return contract;
        }
    }

    private static LintelOptions Options(IServiceProvider provider) => provider.GetRequiredService<LintelOptions>();

    private static ILintelStores Stores(IServiceProvider provider) => provider.GetService<ILintelStores>()
        ?? throw new InvalidOperationException(
            "Lintel needs stores. Add them to what AddLintel returns, such as builder.Services.AddLintel(…).AddSqlite(\"data\").");
}

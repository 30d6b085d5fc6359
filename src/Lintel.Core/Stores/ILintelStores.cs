using Lintel.Accounts;
using Lintel.Audit;
using Lintel.Caching;
using Lintel.Cluster;
using Lintel.Erasures;
using Lintel.Idempotency;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Sessions;
using Lintel.Tokens;

namespace Lintel.Stores;

/// <summary>Everything that Lintel keeps, in one kind of storage.</summary>
internal interface ILintelStores
{
    /// <summary>The keys.</summary>
    IKeyStore Keys { get; }

    /// <summary>The accounts.</summary>
    IAccountStore Accounts { get; }

    /// <summary>The people who sign in, and their sessions.</summary>
    ISessionStore Sessions { get; }

    /// <summary>The operators.</summary>
    IOperatorStore Operators { get; }

    /// <summary>The revocations of access tokens.</summary>
    ITokenRevocationStore TokenRevocations { get; }

    /// <summary>The counts of durable rate limit policies.</summary>
    IRateLimitStore RateLimits { get; }

    /// <summary>Which pepper the keys were made with.</summary>
    IPepperCheckStore PepperChecks { get; }

    /// <summary>The answers for requests that are repeated.</summary>
    ISealedAnswerStore SealedAnswers { get; }

    /// <summary>The changes that were made by the management API.</summary>
    IAuditStore Audit { get; }

    /// <summary>The erasures of accounts and people.</summary>
    IErasureStore Erasures { get; }

    /// <summary>The request log.</summary>
    IRequestLogStore RequestLog { get; }

    /// <summary>The nodes that share the stores.</summary>
    INodes Nodes { get; }

    /// <summary>The trust of this node in its memory; null for the only one, which always may answer from it.</summary>
    CacheTrust? Trust => null;

    /// <summary>The engine that keeps the records, where processes share it; otherwise, null.</summary>
    IEngineState? Engine => null;

    /// <summary>true where several processes can use the stores at once; otherwise, false.</summary>
    bool AreShared => false;

    /// <summary>The files that could not be used at this start and were set aside; empty where all could.</summary>
    IReadOnlyList<SetAsideFile> SetAside => [];
}

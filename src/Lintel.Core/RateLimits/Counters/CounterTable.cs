namespace Lintel.RateLimits;

/// <summary>
/// All counters of one policy, and the stripes that guard them. A caller's counter, its generations and its charges change only under the caller's
/// stripe. A thread enters stripes by ascending place of the policies: first those of the callers, then those of the shared counters. So no two
/// threads wait for each other.
/// </summary>
internal abstract class CounterTable
{
    /// <summary>
    /// The number of stripes that guard the callers' counters; a power of two. The last one of a table, with this number, guards its shared counter. So
    /// many that the slots of a stripe stay below 85,000 bytes with a million callers: larger arrays are collected with the oldest objects only.
    /// </summary>
    public const int Stripes = 1024;

    /// <summary>The stripe of the one counter that newcomers share while there is no room for them.</summary>
    public const int SharedStripe = Stripes;

    private readonly Stripe[] _stripes = new Stripe[Stripes + 1];

    private protected CounterTable(RateLimitPolicy policy)
    {
        Policy = policy;
        Window = policy.Window.Ticks;
        IsDurable = policy.Durability != RateLimitDurability.None;
        GivesBack = policy.Charge != RateLimitCharging.Always;
    }

    public RateLimitPolicy Policy { get; }

    /// <summary>The policy's window in ticks.</summary>
    public long Window { get; }

    /// <summary>True where the counters are kept in a store too.</summary>
    public bool IsDurable { get; }

    /// <summary>True where a request waits until the store has its charge.</summary>
    public bool IsImmediate => Policy.Durability == RateLimitDurability.Immediate;

    /// <summary>Whether charges can be given back.</summary>
    public bool GivesBack { get; }

    public static CounterTable Of(RateLimitPolicy policy, RequestClock clock, int capacity) =>
        (policy.Durability != RateLimitDurability.None, policy.Kind) switch
        {
            (true, RateLimitKind.Fixed) => new CounterTable<DurableCounter>(
                policy,
                clock,
                capacity,
                static (key, stripe) => new(key.StoredName, stripe, new FixedCounter())),
            (true, _) => new CounterTable<DurableCounter>(policy, clock, capacity, static (key, stripe) => new(key.StoredName, stripe, new RollingCounter())),
            (_, RateLimitKind.Fixed) => new CounterTable<FixedCounter>(policy, clock, capacity, static (_, _) => default),
            _ => new CounterTable<RollingCounter>(policy, clock, capacity, static (_, _) => new()),
        };

    /// <summary>The shared counter where it is kept in a store, or null.</summary>
    public abstract DurableCounter? SharedDurable { get; }

    /// <summary>The stripe of a caller.</summary>
    public static int StripeOf(ulong hash) => (int)(hash & (Stripes - 1));

    public void Enter(int stripe) => _stripes[stripe].Enter();

    public void Exit(int stripe) => _stripes[stripe].Exit();

    public int NextSerial(int stripe) => _stripes[stripe].NextSerial();

    /// <inheritdoc cref="Stripe.NotBefore"/>
    public long NotBefore(int stripe, long now) => _stripes[stripe].NotBefore(now);

    /// <summary>Finds the counter of a key that has one, and keeps it for another generation. Whoever calls holds the key's stripe.</summary>
    /// <param name="now">The time of the charge that is to be made, not before what was done in the stripe.</param>
    /// <param name="claim">Has the key; gets the place.</param>
    public abstract bool TryFind(long now, ref CounterClaim claim);

    /// <summary>
    /// Finds the counter of a key, or makes one, or takes the shared one where there is no room. Whoever calls holds the stripe of the shared counter too.
    /// </summary>
    public abstract void FindOrAdd(long now, ref CounterClaim claim);

    /// <summary>Finds the shared counter.</summary>
    public abstract void FindShared(ref CounterClaim claim);
}

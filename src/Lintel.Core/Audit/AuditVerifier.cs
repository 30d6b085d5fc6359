using System.Security.Cryptography;

namespace Lintel.Audit;

/// <summary>Reads the chain from its beginning and finds the first entry that does not fit.</summary>
/// <param name="store">The audit log.</param>
/// <param name="chain">The chain.</param>
internal sealed class AuditVerifier(IAuditStore store, AuditChain chain)
{
    private const int Stretch = 1000;

    /// <summary>Verifies the chain.</summary>
    /// <param name="seen">An end of the chain that was noted earlier, which must be in it still; null for none.</param>
    /// <param name="progress">Told the number of entries that are verified, and of all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AuditVerdict> VerifyAsync(AuditSeen? seen, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var walk = new Walk(chain, seen, await store.CountUnchainedAsync(cancellationToken));
        while (true)
        {
            var stretch = await store.ReadAsync(walk.Number, Stretch, cancellationToken);
            if (walk.Take(stretch) is { } verdict)
            {
                return verdict;
            }

            progress(walk.Entries, Math.Max(walk.Entries, (stretch.Head?.Number ?? 0) - (stretch.Start?.Number ?? 0)));
        }
    }

    private sealed class Walk(AuditChain chain, AuditSeen? seen, UnchainedEntries unchained)
    {
        private const string NotSeen = "it is not the one that was noted";

        private AuditSeen? _seen = seen;
        private byte[]? _mac;
        private long _erased;
        private bool _hasBegun;

        public long Number { get; private set; }

        public long Entries { get; private set; }

        /// <summary>Takes the next entries.</summary>
        /// <returns>null where there may be more.</returns>
        public AuditVerdict? Take(AuditStretch stretch)
        {
            if (Begin(stretch) is { } wrong)
            {
                return wrong;
            }

            foreach (var row in stretch.Rows)
            {
                if (row.Number != Number + 1)
                {
                    return Broken(Number + 1, "it is missing");
                }

                if (chain.Check(row, _mac) is { } fault)
                {
                    return Broken(Number + 1, fault);
                }

                Pass(row);
            }

            return stretch.Rows.Count > 0 ? null : End(stretch);
        }

        // The first stretch is read from before its start, which is known only then.
        private AuditVerdict.Broken? Begin(AuditStretch stretch)
        {
            if (_hasBegun)
            {
                return null;
            }

            _hasBegun = true;
            if (stretch.Start is not { } start)
            {
                return null;
            }

            (Number, _mac) = (start.Number, start.Mac);
            if (chain.Check(start) is { } fault)
            {
                return Broken(start.Number, $"the mark at which the chain starts does not fit: {fault}");
            }

            PassSeen();
            return _seen?.Number == Number ? Broken(Number, NotSeen) : null;
        }

        private void Pass(AuditRow row)
        {
            (Number, _mac) = (row.Number!.Value, row.Mac);
            Entries++;
            _erased += AuditText.ToSeals(row.Seals).Count(seal => seal.Erased is not null);
            PassSeen();
        }

        private void PassSeen()
        {
            if (_seen?.Number == Number && CryptographicOperations.FixedTimeEquals(_seen.Mac, _mac))
            {
                _seen = null;
            }
        }

        private AuditVerdict End(AuditStretch stretch)
        {
            if (stretch.Head is not { } head)
            {
                return Number == 0 && _seen is null ? WholeOrForeign(stretch) : Broken(Number, "the mark of the last entry is missing");
            }

            if (chain.Check(head) is { } fault)
            {
                return Broken(head.Number, $"the mark of the last entry does not fit: {fault}");
            }

            if (head.Number != Number || !CryptographicOperations.FixedTimeEquals(head.Mac, _mac))
            {
                return Broken(Number + 1, $"it is missing, for the last entry has the number {head.Number}");
            }

            return _seen is { } seen && seen.Number > (stretch.Start?.Number ?? 0) ? Broken(seen.Number, NotSeen) : WholeOrForeign(stretch);
        }

        private AuditVerdict WholeOrForeign(AuditStretch stretch) => unchained.Foreign is { } foreign
            ? Broken(Number, $"the entry of request {foreign} is not in the chain after it, and this installation has not written it")
            : new AuditVerdict.Unbroken(Entries, _erased, unchained.Waiting, stretch.Start?.Number ?? 0, stretch.Head) { SeenIsRemoved = _seen is not null };

        private static AuditVerdict.Broken Broken(long number, string fault) => new(number, fault);
    }
}

/// <summary>An end of the chain as somebody has noted it.</summary>
/// <param name="Number">The number of the entry.</param>
/// <param name="Mac">Its MAC.</param>
internal sealed record AuditSeen(long Number, byte[] Mac);

/// <summary>The outcome of a verification. A closed type.</summary>
internal abstract record AuditVerdict
{
    private AuditVerdict()
    {
    }

    /// <summary>Every entry fits.</summary>
    /// <param name="Entries">The number of entries.</param>
    /// <param name="Erased">The number of values that were erased.</param>
    /// <param name="Unchained">The number of entries that are not in the chain yet.</param>
    /// <param name="Start">The number of the last entry that was removed by age; 0 for none.</param>
    /// <param name="Head">The mark of the last entry; null for none.</param>
    public sealed record Unbroken(long Entries, long Erased, long Unchained, long Start, AuditMark? Head) : AuditVerdict
    {
        /// <summary>true where the entry that was noted earlier has been removed by age, so that it could not be compared.</summary>
        public bool SeenIsRemoved { get; init; }
    }

    /// <summary>An entry does not fit.</summary>
    /// <param name="Number">The number of the first that does not.</param>
    /// <param name="Fault">What is wrong, as the end of a sentence.</param>
    public sealed record Broken(long Number, string Fault) : AuditVerdict;
}

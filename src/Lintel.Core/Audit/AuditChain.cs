using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Lintel.Keys;

namespace Lintel.Audit;

/// <summary>
/// Links the entries of the audit log: each has a MAC over that of the entry before and its own values, under a key derived from the pepper. Personal values
/// are in it as salted digests, so that they can be erased. Thread-safe.
/// </summary>
internal sealed class AuditChain(Pepper pepper)
{
    private const string Purpose = "audit chain";
    private const string Form = "lintel audit 1";
    private const string BeginForm = "lintel audit begin 1";
    private const int SaltLength = 16;

    private static readonly byte[] Origin = new byte[HMACSHA256.HashSizeInBytes];

    private readonly ConcurrentDictionary<int, byte[]> _keys = [];

    /// <summary>The entry with the MAC that shows, until it is in the chain, that this installation has written it.</summary>
    public AuditRow Begin(AuditRow row)
    {
        var begun = row with { PepperVersion = pepper.Newest };
        begun.Begun = BeginningOf(begun);
        return begun;
    }

    /// <summary>Returns true if this installation has written an entry that is not in the chain, and nobody has altered it since.</summary>
    public bool HasBegun(AuditRow row) =>
        row is { Begun: { } begun, PepperVersion: { } version } && Knows(version) && CryptographicOperations.FixedTimeEquals(BeginningOf(row), begun);

    /// <summary>Adds an entry that has ended to the end of the chain.</summary>
    /// <param name="row">The entry, which <see cref="HasBegun"/> knows.</param>
    /// <param name="head">The last entry of the chain; null for an empty one.</param>
    /// <returns>The entry with its place, and the new head.</returns>
    public (AuditRow Row, AuditMark Head) Add(AuditRow row, AuditMark? head)
    {
        AuditSeal[] seals = [.. PersonalValues.Of(row).Where(value => value.Text is not null).Select(SealOf)];
        var linked = row with { Number = (head?.Number ?? 0) + 1, Seals = AuditText.Of(seals), PepperVersion = pepper.Newest, Begun = null };
        linked.Mac = MacOf(linked, head?.Mac ?? Origin);
        return (linked, MarkOf(AuditMark.Head, linked));
    }

    /// <summary>The mark of an entry of the chain.</summary>
    public AuditMark MarkOf(string name, AuditRow row)
    {
        var mark = new AuditMark { Name = name, Number = row.Number!.Value, Mac = row.Mac!, PepperVersion = pepper.Newest };
        mark.Seal = SealOf(mark);
        return mark;
    }

    /// <summary>Tells what is wrong with a mark; null for nothing.</summary>
    public string? Check(AuditMark mark) => !Knows(mark.PepperVersion)
        ? Unknown(mark.PepperVersion)
        : CryptographicOperations.FixedTimeEquals(SealOf(mark), mark.Seal) ? null : "its seal does not fit";

    /// <summary>Tells what is wrong with an entry after another; null for nothing.</summary>
    /// <param name="row">The entry.</param>
    /// <param name="before">The MAC of the entry before; null for the first.</param>
    public string? Check(AuditRow row, byte[]? before)
    {
        if (row.PepperVersion is not { } version || !Knows(version))
        {
            return Unknown(row.PepperVersion ?? 0);
        }

        if (row.Mac is null || !PersonalValues.AreCanonical(row))
        {
            return "it is not in the form in which entries are stored";
        }

        return CheckValues(row)
            ?? (CryptographicOperations.FixedTimeEquals(MacOf(row, before ?? Origin), row.Mac) ? null : "its MAC does not fit its values or the entry before");
    }

    /// <summary>Erases the personal values of an entry that a predicate picks; those that are erased already stay so.</summary>
    /// <param name="row">The entry, in the chain.</param>
    /// <param name="picks">Tells whether a value is to be erased, by its name and text.</param>
    /// <returns>The same instance where there is nothing to erase.</returns>
    public AuditRow Erase(AuditRow row, Func<string, string, bool> picks)
    {
        var erased = PersonalValues.Of(row).Where(value => value.Text is { } text && picks(value.Name, text)).Select(value => value.Name).ToHashSet();
        if (erased.Count == 0)
        {
            return row;
        }

        AuditSeal[] seals =
        [
            .. AuditText.ToSeals(row.Seals)
                .Select(seal => erased.Contains(seal.Name) ? seal with { Salt = null, Erased = ErasureOf(row, seal.Name, seal.Digest) } : seal),
        ];
        return PersonalValues.Without(row, erased) with { Seals = AuditText.Of(seals) };
    }

    private string? CheckValues(AuditRow row)
    {
        var seals = AuditText.ToSeals(row.Seals);
        var place = 0;
        foreach (var (name, text) in PersonalValues.Of(row))
        {
            var seal = place < seals.Count && seals[place].Name == name ? seals[place++] : null;
            if (!Fits(row, seal, text))
            {
                return $"its value {name} does not fit its digest";
            }
        }

        return place == seals.Count ? null : $"it has no value {seals[place].Name}";
    }

    private bool Fits(AuditRow row, AuditSeal? seal, string? text) => (seal, text) switch
    {
        (null, _) => text is null,
        ({ Salt: null, Erased: { } erased }, null) => CryptographicOperations.FixedTimeEquals(ErasureOf(row, seal.Name, seal.Digest), erased),
        ({ Salt: { } salt, Erased: null }, { }) => CryptographicOperations.FixedTimeEquals(DigestOf(salt, text), seal.Digest),
        _ => false,
    };

    private static AuditSeal SealOf((string Name, string? Text) value)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return new AuditSeal(value.Name, salt, DigestOf(salt, value.Text!), Erased: null);
    }

    private static byte[] DigestOf(byte[] salt, string text) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(text)]);

    private byte[] SealOf(AuditMark mark)
    {
        var values = new ArrayBufferWriter<byte>();
        Write(values, mark.Name);
        Write(values, mark.Number);
        values.Write(mark.Mac);
        return HMACSHA256.HashData(KeyOf(mark.PepperVersion), values.WrittenSpan);
    }

    private byte[] ErasureOf(AuditRow row, string name, byte[] digest)
    {
        var values = new ArrayBufferWriter<byte>();
        Write(values, "erased");
        Write(values, row.Number);
        Write(values, name);
        values.Write(digest);
        return HMACSHA256.HashData(KeyOf(row.PepperVersion!.Value), values.WrittenSpan);
    }

    private byte[] BeginningOf(AuditRow row)
    {
        var values = new ArrayBufferWriter<byte>();
        Write(values, BeginForm);
        Write(values, row.At);
        foreach (var text in (ReadOnlySpan<string?>)[row.RequestId, row.KeyId, row.UserId, row.UserName, row.AccountId, row.Address, row.Operation])
        {
            Write(values, text);
        }

        return HMACSHA256.HashData(KeyOf(row.PepperVersion!.Value), values.WrittenSpan);
    }

    private byte[] MacOf(AuditRow row, byte[] before)
    {
        var values = new ArrayBufferWriter<byte>();
        Write(values, Form);
        values.Write(before);
        values.Write(SHA256.HashData(ValuesOf(row).WrittenSpan));
        return HMACSHA256.HashData(KeyOf(row.PepperVersion!.Value), values.WrittenSpan);
    }

    private static ArrayBufferWriter<byte> ValuesOf(AuditRow row)
    {
        var values = new ArrayBufferWriter<byte>();
        Write(values, row.Number);
        Write(values, row.Seq);
        Write(values, row.At);
        foreach (var text in (ReadOnlySpan<string?>)[row.RequestId, row.KeyId, row.AccountId, row.Operation, row.Outcome])
        {
            Write(values, text);
        }

        var changes = AuditText.ToChanges(row.Changes);
        Write(values, changes.Count);
        foreach (var change in changes)
        {
            Write(values, change.Field);
        }

        foreach (var seal in AuditText.ToSeals(row.Seals))
        {
            Write(values, seal.Name);
            values.Write(seal.Digest);
        }

        return values;
    }

    // Each value with its length, so that two lists never look the same.
    private static void Write(ArrayBufferWriter<byte> values, string? text)
    {
        Write(values, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text ?? string.Empty, values);
    }

    private static void Write(ArrayBufferWriter<byte> values, long? number)
    {
        BinaryPrimitives.WriteInt64BigEndian(values.GetSpan(sizeof(long)), number ?? long.MinValue);
        values.Advance(sizeof(long));
    }

    private bool Knows(int version) => pepper.HasLastingKey(version);

    private static string Unknown(int version) => $"version {version} of the pepper, by which it is sealed, is not known here";

    private byte[] KeyOf(int version) => _keys.GetOrAdd(version, number => pepper.DeriveLastingKey(Purpose, number));
}

using Lintel.AspNetCore;

namespace Lintel.HttpTests.Seams;

/// <summary>One account of an API, with a credential that may do everything within it.</summary>
internal abstract class Tenant
{
    /// <summary>Adds the credential that the operation asks for.</summary>
    public abstract Task SignAsync(HttpRequestMessage request, Operation operation);

    /// <summary>Makes a record.</summary>
    /// <param name="kind">What kind of record.</param>
    /// <param name="scene">The records that belong together with it.</param>
    public abstract Task<string> MakeAsync(string kind, Scene scene);

    /// <summary>An id in the form of a kind that no record has.</summary>
    public abstract string Nobodys(string kind);
}

/// <summary>The records of one account that one request speaks of, each made when it is named first.</summary>
internal sealed class Scene(Tenant tenant)
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <summary>The id of a record, such as <c>job</c> or <c>job:b</c>.</summary>
    public async Task<string> IdAsync(string record)
    {
        if (!_ids.TryGetValue(record, out var id))
        {
            id = await tenant.MakeAsync(KindOf(record), this);
            _ids[record] = id;
        }

        return id;
    }

    public static string KindOf(string record) => record.Split(':')[0];
}

/// <summary>What the sweep needs to know of an API beyond its operations.</summary>
internal sealed record SeamApi
{
    /// <summary>Every API but the management's, whose operator stands above all accounts.</summary>
    public static IReadOnlyDictionary<string, SeamApi> All { get; } = new Dictionary<string, SeamApi>
    {
        ["fieldservice"] = FieldServiceSeams.Api,
        ["trackpilots"] = TrackpilotsSeams.Api,
        ["pixel"] = PixelSeams.Api,
        ["panel"] = PanelSeams.Api,
        ["otp"] = OtpSeams.Api,
    };

    /// <summary>Makes a fresh account.</summary>
    public required Func<Harness.LintelHost, Task<Tenant>> MakeTenantAsync { get; init; }

    /// <summary>Requests that work, by the operation's name. One that works without query string and body needs none.</summary>
    public required IReadOnlyDictionary<string, Recipe[]> Recipes { get; init; }

    /// <summary>Names that look like an id's and name no record, with the reason.</summary>
    public IReadOnlyDictionary<string, string> NoRecords { get; init; } = new Dictionary<string, string>();

    /// <summary>The databases that hold the API's records.</summary>
    public required IReadOnlyList<string> StoreFiles { get; init; }

    /// <summary>What differs between two like answers for a reason that tells nothing, as a pattern; null for nothing.</summary>
    public string? Noise { get; init; }
}

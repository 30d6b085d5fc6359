using System.ComponentModel;
using System.Text.Json.Serialization;
using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Management.Nodes;
using Lintel.Management.Rights;
using Lintel.Stores;
using Microsoft.AspNetCore.Http;

namespace Lintel.Management.Keys;

/// <summary>Revokes all keys that filters find, a bounded number at once.</summary>
internal static class KeyRevocations
{
    /// <summary>The most keys that are counted.</summary>
    public const int MostCounted = 10_000;

    /// <summary>The number of keys that are read at once.</summary>
    public const int PageSize = 200;

    private const int MostRevoked = 1_000;
    private const int Shown = 20;

    public static async Task<IResult> RevokeAsync(ApiCall call, KeyService service, ILintelStores stores)
    {
        var request = call.Body<KeyRevocation>();
        var found = await FindAsync(call, stores, request.Filter);
        if (found.Select(key => ManagementRights.ToEnd(call, key)).FirstOrDefault(refusal => refusal is not null) is { } refusal)
        {
            return new ErrorResult(refusal);
        }

        if (request.Expected is { } expected && expected != found.Count)
        {
            return new ErrorResult(Conflicts.Of($"The filters find {found.Count} keys by now, and not {expected}. Nothing was revoked."));
        }

        var revoked = request.DryRun ? [] : await RevokeAsync(service, found.Take(MostRevoked));
        call.NoteChange("revoked", null, $"{revoked.Count} keys");
        return Show(found, revoked, request.DryRun);
    }

    private static async Task<List<ApiKey>> FindAsync(ApiCall call, ILintelStores stores, KeyQuery filter)
    {
        var found = new List<ApiKey>();
        var next = filter;
        while (found.Count < MostCounted)
        {
            var page = await stores.Keys.ListAsync(ManagementRights.Seen(call, next), call.Aborted);
            var used = filter.UnusedSince is { } since ? await FindUsedAsync(call, stores, page, since) : [];
            found.AddRange(page.Where(key => MayBeMeant(call, filter, key)).ExceptBy(used, key => key.Id));
            if (page.Count < PageSize)
            {
                break;
            }

            next = next with { After = page[^1].Id };
        }

        return found.Count <= MostCounted ? found : found[..MostCounted];
    }

    private static async Task<IEnumerable<string>> FindUsedAsync(ApiCall call, ILintelStores stores, IReadOnlyList<ApiKey> keys, DateTimeOffset since)
    {
        var uses = await stores.RequestLog.FindKeyUsesAsync([.. keys.Select(key => key.Id)], call.Aborted);
        return uses.Where(use => use.Value.At >= since).Select(use => use.Key);
    }

    // Whoever names a day or a word thinks of customers, and not of the credentials by which this API is reached. Nobody cuts themselves off.
    private static bool MayBeMeant(ApiCall call, KeyQuery filter, ApiKey key) =>
        key.State != KeyState.Revoked
        && key.Id != call.KeyOrNull?.Id
        && (!ManagementRights.IsManagement(key.Api) || filter is not { Api: null, AccountId: null });

    // One after the other, each as it was found: a key that somebody else changes meanwhile may be none of those any more, and is left. What was revoked is
    // told, also where the store is away before the end.
    private static async Task<List<string>> RevokeAsync(KeyService service, IEnumerable<ApiKey> found)
    {
        var revoked = new List<string>();
        try
        {
            foreach (var key in found)
            {
                if (await service.RevokeAsync(key.Id, key.Version, CancellationToken.None) is KeyResult.Changed)
                {
                    revoked.Add(key.Id);
                }
            }
        }
        catch (StoreUnavailableException) when (revoked.Count > 0)
        {
            return revoked;
        }

        return revoked;
    }

    // One entry of the audit log with all ids: entries are of requests, and the search by a record finds it by each of them.
    private static CountedAnswer Show(List<ApiKey> found, List<string> revoked, bool dryRun)
    {
        var shape = new KeyRevocationShape(
            found.Count,
            revoked.Count,
            dryRun ? 0 : found.Count - revoked.Count,
            dryRun,
            [.. found.Take(Shown).Select(key => new RevokedKeyShape(key.Id, key.Api, key.AccountId, key.Name))]);
        return new CountedAnswer(Answer.Ok(shape), revoked.Count == 0 ? null : string.Join(' ', revoked));
    }
}

/// <summary>The outcome of a revocation of many keys.</summary>
internal sealed record KeyRevocationShape(
    [Description("The number of keys that the filters find; what is beyond 10,000 is not counted.")] int Found,
    [Description("The number of keys that were revoked; at most 1,000 at once.")] int Revoked,
    [Description("The number of keys that were found and not revoked. Send the request again; 0 in a dry run.")] int Left,
    bool DryRun,
    [Description("The first 20 of those that were found, by id.")] IReadOnlyList<RevokedKeyShape> Keys,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)][Description("How far the change has come among the nodes.")]
    ReceiptShape? Receipt = null);

/// <summary>A key that a revocation has found.</summary>
internal sealed record RevokedKeyShape(string Id, string Api, string AccountId, string Name);

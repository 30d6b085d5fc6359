using System.ComponentModel;
using Lintel.AspNetCore;
using Lintel.Cluster;
using Lintel.Keys;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Peppers;

/// <summary>The versions of the pepper and what is left under each.</summary>
internal static class PepperEndpoints
{
    public static void MapPepper(this RouteGroupBuilder management) => management.MapGet("/pepper", Show)
        .WithName("lintel.pepper")
        .WithSummary("Shows the versions of the pepper, and how much is stored under each")
        .WithDescription("Never the pepper itself. A key moves to the current version when it is admitted; GET /keys?pepperVersion=1 lists those that have not.")
        .WithTags("Status")
        .Produces<PepperShape>()
        .RequireScope("operators:write");

    private static async Task<IResult> Show(
        ApiCall call,
        ILintelStores stores,
        Pepper pepper,
        PepperWatch watch,
        INodes nodes,
        IEnumerable<ISealedSecrets> sealedSecrets)
    {
        var keys = (await stores.Keys.CountByPepperAsync(call.StartedAt, call.Aborted)).ToDictionary(use => use.Version);
        var webhooks = new Dictionary<int, long>();
        foreach (var secrets in sealedSecrets)
        {
            foreach (var (version, count) in await secrets.CountAsync(call.Aborted))
            {
                webhooks[version] = webhooks.GetValueOrDefault(version) + count;
            }
        }

        var versions = pepper.Versions.Concat(pepper.Retired).Concat(keys.Keys).Concat(webhooks.Keys).Concat(watch.Missing).Distinct().OrderDescending();
        return Answer.Ok(new PepperShape(
            pepper.Newest,
            [
                .. versions.Select(version => new VersionShape(
                    version,
                    StatusOf(pepper, version),
                    keys.GetValueOrDefault(version).Keys,
                    keys.GetValueOrDefault(version).PersonalTokens,
                    webhooks.GetValueOrDefault(version))),
            ],
            stores.AreShared ? [.. (await nodes.ListAsync(call.Aborted)).Where(node => Lacks(node, pepper.Newest)).Select(node => node.Node)] : []));
    }

    private static bool Lacks(NodeState node, int version) => node.LeaseUntil is not null && !node.Description.PepperVersions.Contains(version);

    private static string StatusOf(Pepper pepper, int version) => version switch
    {
        _ when version == pepper.Newest => "current",
        _ when pepper.Retired.Contains(version) => "retired",
        _ when !pepper.Versions.Contains(version) => "missing",
        _ => version > pepper.Newest ? "next" : "old",
    };

    internal sealed record PepperShape(
        [Description("The version that new keys and secrets are stored under.")] int Current,
        [Description("The versions that this process knows or something is stored under, the highest first.")] IReadOnlyList<VersionShape> Versions,
        [Description("The nodes that lack the current version: until there are none, no key moves to it.")] IReadOnlyList<string> NodesWithout);

    internal sealed record VersionShape(
        int Version,
        [Description("'current'; 'old': opens what is left under it; 'next': opens and makes nothing yet; 'retired': only verifies the audit log; 'missing'.")]
        string Status,
        [Description("Keys of accounts, active or disabled, with a secret under it that has not ended.")] long Keys,
        [Description("Personal tokens of operators, counted likewise.")] long PersonalTokens,
        [Description("Secrets of webhooks that are sealed under it.")] long WebhookSecrets);
}

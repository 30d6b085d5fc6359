using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>What the account's plan allows and how much of it is used.</summary>
internal static class AccountLimitsEndpoint
{
    public static void Map(RouteGroupBuilder panel) => panel.MapGet("/get-account-limits", ShowAsync)
        .WithName("panel.account.limits")
        .WithSummary("Shows what the plan allows and how much of it is used")
        .WithTags("Account")
        .RequireScope(PanelScopes.ReadAccount)
        .Produces<DataReply<AccountLimits>>();

    private static async Task<IResult> ShowAsync(Account account, PanelDatabase database, ManagementKeys keys, CancellationToken cancellationToken)
    {
        var plan = Plan.Named(account.Plan);
        var activeKeys = await keys.CountActiveAsync(account.Id, cancellationToken);
        var limits = await database.ReadAsync(
            async connection =>
            {
                // Live sessions and files are not counted by this release, which has neither.
                return new AccountLimits(
                    plan.Name,
                    new Usage(0, plan.Sessions),
                    new Usage(0, plan.StorageMib),
                    await Of(PlanLimit.Variables),
                    await Of(PlanLimit.Licenses),
                    await Of(PlanLimit.Users),
                    new Usage(0, plan.Files),
                    await Of(PlanLimit.Blacklists),
                    await Of(PlanLimit.Applications),
                    await Of(PlanLimit.Levels),
                    new Usage(activeKeys, plan.Keys),
                    new Feature(plan.HasLiveOverview),
                    new Feature(plan.HasGeoBalancing));

                async Task<Usage> Of(PlanLimit limit) => new(await limit.CountAsync(connection, account.Id), limit.MaximumOf(plan));
            },
            cancellationToken);
        return Replies.Data("Successfully fetched account limits.", limits);
    }

    private sealed record AccountLimits(
        string PlanName,
        Usage AuthorizedSessionCount,
        Usage StorageSizeMib,
        Usage CreatedApplicationVariableCount,
        Usage CreatedApplicationLicenseCount,
        Usage CreatedApplicationUserCount,
        Usage UploadedFilesCount,
        Usage CreatedApplicationBlacklistCount,
        Usage CreatedApplicationsCount,
        Usage CreatedApplicationLicenseLevelsCount,
        Usage ApiKeyCount,
        Feature LiveSessionsOverview,
        Feature GeoBalancing);

    private sealed record Usage(long CurrentValue, long MaxValue);

    private sealed record Feature(bool CurrentValue);
}

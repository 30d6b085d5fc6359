using System.Data.Common;
using Dapper;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>How many rows of one table an account may have.</summary>
/// <param name="Name">The name that the account's limits have for it.</param>
/// <param name="Table">The table.</param>
/// <param name="MaximumOf">What a plan allows.</param>
internal sealed record PlanLimit(string Name, string Table, Func<Plan, int> MaximumOf)
{
    public static readonly PlanLimit Variables = new("createdApplicationVariableCount", "variables", plan => plan.Variables);
    public static readonly PlanLimit Licenses = new("createdApplicationLicenseCount", "licenses", plan => plan.Licenses);
    public static readonly PlanLimit Users = new("createdApplicationUserCount", "users", plan => plan.Users);
    public static readonly PlanLimit Blacklists = new("createdApplicationBlacklistCount", "blacklists", plan => plan.Blacklists);
    public static readonly PlanLimit Applications = new("createdApplicationsCount", "applications", plan => plan.Applications);
    public static readonly PlanLimit Levels = new("createdApplicationLicenseLevelsCount", "levels", plan => plan.Levels);

    /// <summary>
    /// Tells whether some rows more would be too many; asked in the transaction that adds them, so that calls at the same time cannot pass it together.
    /// </summary>
    public async Task<Refusal?> CheckAsync(DbConnection connection, Account account, int more)
    {
        var plan = Plan.Named(account.Plan);
        return await CountAsync(connection, account.Id) + more > MaximumOf(plan) ? Exceeded(Name, plan, MaximumOf(plan)) : null;
    }

    public Task<long> CountAsync(DbConnection connection, string accountId) =>
        connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {Table} WHERE account_id = @accountId", new { accountId });

    /// <summary>The plan allows no more, by the name of the limit.</summary>
    public static Refusal Exceeded(string name, Plan plan, int maximum) => Conflict.Because($"The plan {plan.Name} allows {maximum} for {name}.");
}

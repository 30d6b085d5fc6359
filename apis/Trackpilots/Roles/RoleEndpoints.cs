using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Trackpilots.Roles;

/// <summary>Access roles.</summary>
internal static class RoleEndpoints
{
    private const string Route = "/v1/access-management";

    public static void Map(RouteGroupBuilder api)
    {
        var roles = api.MapGroup(string.Empty).WithTags("Access management");
        roles.MapGet(Route, ListAsync)
            .WithName("trackpilots.roles.list")
            .WithSummary("Lists the access roles")
            .Produces<DataReply<IReadOnlyList<Role>>>();
        roles.MapPost(Route, AddAsync)
            .WithName("trackpilots.roles.add")
            .WithSummary("Adds an access role")
            .Accepts<NewRoleDocument>("application/json")
            .Produces<DataReply<Role>>()
            .Body(RoleBodies.ReadNew);
        roles.MapPatch(Route, UpdateAsync)
            .WithName("trackpilots.roles.update")
            .WithSummary("Changes an access role")
            .Accepts<RoleChangeDocument>("application/json")
            .Produces<DataReply<Role>>()
            .Body(RoleBodies.ReadChange)
            .Resource(FindChangedAsync)
            .RaisesError(Condition.ResourceMissing);
        roles.MapDelete(Route, RemoveAsync)
            .WithName("trackpilots.roles.remove")
            .WithSummary("Removes an access role that no employee has")
            .Produces<DataReply<RoleReference>>()
            .Body<RemovedRole>()
            .Resource(FindRemovedAsync)
            .RaisesError(Condition.ResourceMissing);
    }

    private static async Task<IResult> ListAsync(Account account, RoleStore roles, CancellationToken cancellationToken) =>
        Envelope.Data("Role management retrieved successfully", await roles.ListAsync(account.Id, cancellationToken));

    private static async Task<IResult> AddAsync(Body<RoleBody> body, Account account, RoleStore roles, CancellationToken cancellationToken)
    {
        var role = await roles.AddAsync(account.Id, body.Value.RoleName, body.Value.RoleData ?? [], cancellationToken);
        return Envelope.Data("Page-level access permissions have been successfully assigned to the role.", role);
    }

    private static async Task<IResult> UpdateAsync(Body<RoleBody> body, Account account, RoleStore roles, CancellationToken cancellationToken)
    {
        var (id, name, data) = body.Value;
        var role = await roles.UpdateAsync(account.Id, id, name, data, cancellationToken);
        return role is null ? new ErrorResult(Missing(id)) : Envelope.Data("Role management updated successfully.", role);
    }

    private static async Task<IResult> RemoveAsync(Body<RemovedRole> body, Account account, ApiCall call, RoleStore roles, CancellationToken cancellationToken)
    {
        var id = body.Value.RoleId;
        return await roles.RemoveAsync(account.Id, id, cancellationToken) switch
        {
            RoleRemoval.Done => Envelope.Data("Role deleted successfully.", new RoleReference(id.ToString())),
            RoleRemoval.InUse => new ErrorResult(Refusal.Invalid(call.Fault("roleId", "names a role that employees still have"))),
            _ => new ErrorResult(Missing(id)),
        };
    }

    private static Task<Outcome<Role>> FindChangedAsync(Body<RoleBody> body, Account account, RoleStore roles, CancellationToken cancellationToken) =>
        FindAsync(body.Value.RoleId, account, roles, cancellationToken);

    private static Task<Outcome<Role>> FindRemovedAsync(Body<RemovedRole> body, Account account, RoleStore roles, CancellationToken cancellationToken) =>
        FindAsync(body.Value.RoleId, account, roles, cancellationToken);

    private static async Task<Outcome<Role>> FindAsync(Guid id, Account account, RoleStore roles, CancellationToken cancellationToken) =>
        await roles.FindAsync(account.Id, id, cancellationToken) is { } role ? role : Missing(id);

    private static Refusal Missing(Guid id) => Refusal.Missing("Role", id.ToString());
}

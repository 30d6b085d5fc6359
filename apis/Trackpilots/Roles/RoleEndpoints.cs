using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Trackpilots.Roles;

/// <summary>Access roles.</summary>
internal static class RoleEndpoints
{
    private const string Route = "/v1/access-management";

    public static void MapRoles(this RouteGroupBuilder api)
    {
        api.MapGet(Route, ListAsync);
        api.MapPost(Route, AddAsync).Body(RoleBodies.ReadNew);
        api.MapPatch(Route, UpdateAsync).Body(RoleBodies.ReadChange).Resource(FindAsync);
        api.MapDelete(Route, RemoveAsync).Body(RoleBodies.ReadRemoval).Resource(FindAsync);
    }

    private static async Task<IResult> ListAsync(ApiCall call, RoleStore roles) =>
        Envelope.Data("Role management retrieved successfully", await roles.ListAsync(call.Account.Id, call.Aborted));

    private static async Task<IResult> AddAsync(ApiCall call, RoleStore roles)
    {
        var body = call.Body<RoleBody>();
        var role = await roles.AddAsync(call.Account.Id, body.RoleName, body.RoleData ?? [], call.Aborted);
        return Envelope.Data("Page-level access permissions have been successfully assigned to the role.", role);
    }

    private static async Task<IResult> UpdateAsync(ApiCall call, RoleStore roles)
    {
        var body = call.Body<RoleBody>();
        var role = await roles.UpdateAsync(call.Account.Id, body.RoleId, body.RoleName, body.RoleData, call.Aborted);
        return role is null ? new ErrorResult(Missing(body)) : Envelope.Data("Role management updated successfully.", role);
    }

    private static async Task<IResult> RemoveAsync(ApiCall call, RoleStore roles)
    {
        var body = call.Body<RoleBody>();
        return await roles.RemoveAsync(call.Account.Id, body.RoleId, call.Aborted) switch
        {
            RoleRemoval.Done => Envelope.Data("Role deleted successfully.", new { RoleId = body.RoleId.ToString() }),
            RoleRemoval.InUse => new ErrorResult(Refusal.Invalid(call.Fault("roleId", "names a role that employees still have"))),
            _ => new ErrorResult(Missing(body)),
        };
    }

    private static async ValueTask<Outcome<Role>> FindAsync(ApiCall call)
    {
        var body = call.Body<RoleBody>();
        var roles = call.Http.RequestServices.GetRequiredService<RoleStore>();
        return await roles.FindAsync(call.Account.Id, body.RoleId, call.Aborted) is { } role ? role : Missing(body);
    }

    private static Refusal Missing(RoleBody body) => Refusal.Missing("Role", body.RoleId.ToString());
}

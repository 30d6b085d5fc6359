using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>Who the caller is: the one endpoint that needs no scope.</summary>
internal static class MeEndpoint
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/me", Show).WithName("pixel.me");

    private static IResult Show(ApiCall call)
    {
        var key = new KeyView(call.Key.Name, call.Key.Scopes, call.Key.ExpiresAt is { } end ? Moment.Show(end) : null);
        return Replies.Ok(call, new MeView(new WorkspaceView(call.Account.Id, call.Account.Name), key));
    }
}

internal sealed record MeView(WorkspaceView Workspace, KeyView Key);

internal sealed record WorkspaceView(string Id, string Name);

internal sealed record KeyView(string Name, IReadOnlyList<string> Scopes, string? ExpiresAt);

using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>Who the caller is: the one endpoint that needs no scope.</summary>
internal static class MeEndpoint
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/me", Show)
        .WithName("pixel.me")
        .WithSummary("Shows the key's workspace, name, scopes and expiry")
        .WithTags("Workspace")
        .Produces<Reply<MeView>>()
        .WithoutSideEffects();

    private static IResult Show(ApiKey key, Account account, ApiCall call)
    {
        var shown = new KeyView(key.Name, key.Scopes, MomentText.Seconds(key.ExpiresAt));
        return Replies.Ok(call, new MeView(new WorkspaceView(account.Id, account.Name), shown));
    }
}

internal sealed record MeView(WorkspaceView Workspace, KeyView Key);

internal sealed record WorkspaceView(string Id, string Name);

internal sealed record KeyView(string Name, IReadOnlyList<string> Scopes, string? ExpiresAt);

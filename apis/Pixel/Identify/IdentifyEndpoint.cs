using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Pixel;

/// <summary>Attaches a user id or an email address to a visitor.</summary>
internal static class IdentifyEndpoint
{
    private const int MaximumIdLength = 128;
    private const int MaximumTraitsLength = 16 * 1024;

    public static void Map(RouteGroupBuilder pixel) => pixel.MapPost("/identify", SendAsync)
        .WithName("pixel.identify")
        .WithSummary("Attaches a user id or an email address to a visitor")
        .WithTags("Ingest")
        .Accepts<IdentityDocument>("application/json")
        .Produces<Reply<IdentifyView>>(StatusCodes.Status202Accepted)
        .RequireScope(PixelScopes.Write)
        .RaisesError("identify_unavailable", WarehouseClient.Code)
        .Precondition((WarehouseServices services, CancellationToken cancellationToken) =>
            services.CheckAsync(WarehouseServices.Identify, "identify_unavailable", cancellationToken))
        .Body(Read)
        .Rules((Body<WarehouseIdentity> sent, Account account, ApiCall call, WebsiteStore websites, CancellationToken cancellationToken) =>
                websites.CheckAsync(account, sent.Value.WebsiteId, call, cancellationToken))
        .WithoutSideEffects();

    // Field by field: both names are read into the form in which they are compared, one of them must be sent, and traits are kept as they were written.
    private static WarehouseIdentity Read(FieldReader fields)
    {
        var identity = new WarehouseIdentity
        {
            WebsiteId = fields.Text("website_id", required: true, min: 1, max: MaximumIdLength) ?? string.Empty,
            VisitorId = fields.Text("visitor_id", required: true, min: 1, max: MaximumIdLength) ?? string.Empty,
            UserId = fields.ShownLogin("user_id", min: 1, max: MaximumIdLength),
            Email = fields.Email("email"),
            Traits = ReadTraits(fields),
        };
        if (!fields.Has("user_id") && !fields.Has("email"))
        {
            fields.Fault("user_id", "Required unless 'email' is given");
        }

        return identity;
    }

    private static string? ReadTraits(FieldReader fields)
    {
        if (fields.Json("traits") is not { } json)
        {
            return null;
        }

        var text = json.GetRawText();
        if (json.ValueKind != JsonValueKind.Object)
        {
            fields.Fault("traits", "Expected object");
        }
        else if (text.Length > MaximumTraitsLength)
        {
            fields.Fault("traits", $"Object must be at most {MaximumTraitsLength} characters of JSON");
        }

        return text;
    }

    private static async Task<IResult> SendAsync(
        Body<WarehouseIdentity> body,
        Account account,
        ApiCall call,
        WarehouseServices services,
        WarehouseClient warehouse,
        CancellationToken cancellationToken)
    {
        var identity = body.Value;
        var grant = new WarehouseGrant(account.Id, [identity.WebsiteId], WarehouseRequests.IdentifyPipe);
        var identify = await services.FindAsync(WarehouseServices.Identify, cancellationToken);
        var outcome = await warehouse.IdentifyAsync(identify, grant, identity, cancellationToken);
        return outcome.Answer(_ => Replies.Accepted(call, new IdentifyView(Accepted: true, identity.VisitorId)));
    }
}

/// <summary>The answer to an identity.</summary>
internal sealed record IdentifyView(bool Accepted, string VisitorId);

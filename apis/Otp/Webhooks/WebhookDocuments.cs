using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Webhooks;

namespace Lintel.Otp;

/// <summary>The body of <c>POST /applications/{id}/webhooks</c> as the reference describes it; <see cref="WebhookBodies"/> reads it.</summary>
[Description("A webhook to be made.")]
[RequestExample("""{"url":"https://hooks.brook.example/otp","events":["otp.verified"]}""")]
internal sealed record NewWebhookDocument(
    [Url][StringLength(WebhookTargets.MaxUrlLength)][Description("An https URL of a public address.")] string Url,
    [MinLength(1)][Description(WebhookBodies.EventsInWords)] IReadOnlyList<string> Events);

/// <summary>The body of <c>PATCH /webhooks/{id}</c> as the reference describes it; <see cref="WebhookBodies"/> reads it.</summary>
[Description("A change of a webhook: one member at least. What is left out stays.")]
[RequestExample("""{"enabled":false}""")]
internal sealed record WebhookChangeDocument(
    [Url][StringLength(WebhookTargets.MaxUrlLength)] string? Url = null,
    [MinLength(1)][Description(WebhookBodies.EventsInWords)] IReadOnlyList<string>? Events = null,
    bool? Enabled = null);

/// <summary>The body of <c>POST /webhooks/{id}/secret/rotate</c> as the reference describes it; <see cref="WebhookBodies"/> reads it.</summary>
[RequestExample("""{"overlapSeconds":3600}""")]
internal sealed record SecretOverlapDocument(
    [Range(0, 2_592_000)] [property: DefaultValue(86_400)] [Description("How long the present secret goes on signing too, in seconds.")]
    int OverlapSeconds = 86_400);

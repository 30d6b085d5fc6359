using System.Diagnostics;
using System.Text.Json;
using Lintel.Tests;
using Lintel.Webhooks;

namespace Lintel.HttpTests.Webhooks;

/// <summary>A delivery as it came over the wire, checked by the reference library of Standard Webhooks, which runs on Node.</summary>
public sealed class ReferenceLibraryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Script => Path.Combine(Repository.Root, "test", "webhooks-verify", "verify.mjs");

    [Fact]
    public async Task Delivery_is_verified_by_the_reference_library_and_a_changed_one_is_not()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await WebhookHost.StartAsync(TimeProvider.System);
        var webhook = await host.AddAsync(receiver.Url("/hook"));
        await host.RaiseAsync();
        var delivery = await receiver.NextAsync();

        Assert.Equal((0, "verified"), await VerifyAsync(webhook.Secret, delivery.Headers, delivery.Body));
        Assert.Equal((1, "No matching signature found"), await VerifyAsync(webhook.Secret, delivery.Headers, delivery.Body + " "));
        Assert.Equal(
            (1, "Message timestamp too old"),
            await VerifyAsync(webhook.Secret, new(delivery.Headers) { ["webhook-timestamp"] = "1614265330" }, delivery.Body));
    }

    [Fact]
    public async Task Delivery_during_a_rotations_overlap_is_verified_with_either_secret()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await WebhookHost.StartAsync(TimeProvider.System);
        var webhook = await host.AddAsync(receiver.Url("/hook"));
        var rotated = Assert.IsType<SecretRotationResult.Rotated>(await host.Rotation.RotateAsync(webhook.Webhook.Id, TimeSpan.FromHours(1), Token));
        await host.RaiseAsync();
        var delivery = await receiver.NextAsync();

        Assert.Equal((0, "verified"), await VerifyAsync(webhook.Secret, delivery.Headers, delivery.Body));
        Assert.Equal((0, "verified"), await VerifyAsync(rotated.Secret, delivery.Headers, delivery.Body));
        Assert.Equal((1, "No matching signature found"), await VerifyAsync(WebhookSecret.Show(WebhookSecret.Generate()), delivery.Headers, delivery.Body));
    }

    private static async Task<(int Code, string Said)> VerifyAsync(string secret, Dictionary<string, string> headers, string body)
    {
        using var node = Start();
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { secret, headers, body }).AsMemory(), Token);
        node.StandardInput.Close();
        var said = await node.StandardOutput.ReadToEndAsync(Token) + await node.StandardError.ReadToEndAsync(Token);
        await node.WaitForExitAsync(Token);
        return (node.ExitCode, said.Trim());
    }

    private static Process Start()
    {
        Assert.True(
            Directory.Exists(Path.Combine(Path.GetDirectoryName(Script)!, "node_modules")),
            "The reference library is not installed. Run eng/install-test-tools.");
        return Process.Start(
            new ProcessStartInfo("node", [Script])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true
            })!;
    }
}

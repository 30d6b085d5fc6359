using System.Globalization;
using System.Text.Json.Nodes;
using Lintel.Otp;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Golden;

/// <summary>The phrases that only the OTP platform has.</summary>
internal static class OtpPreconditions
{
    private const string Number = "+999 482 918 102";

    public static Dictionary<string, Precondition> All { get; } = new()
    {
        // application as NAME: test      the id of an application of demo.json as {note:NAME}
        ["application as"] = new Precondition.OfProcess(NoteApplicationAsync),

        // otp as NAME: test      a code sent by a test application of demo.json: {note:NAME}, {note:NAMECode} and {note:NAMEWrong}
        ["otp as"] = new Precondition.OfProcess(SendCodeAsync),
    };

    private static async Task NoteApplicationAsync(GoldenStage stage, string argument)
    {
        var (name, application) = Split(argument);
        var clientId = stage.Host.DemoText($"otp.applications.{application}.clientId");
        var found = await stage.Host.Services.GetRequiredService<ApplicationStore>().FindByClientIdAsync(clientId, CancellationToken.None);
        stage.Note(name, found!.Id);
    }

    private static async Task SendCodeAsync(GoldenStage stage, string argument)
    {
        var (name, application) = Split(argument);
        var sent = await stage.SendAsync("POST {base}/v1/otp/send", $"application:{application}", $$"""{"phoneNumber":"{{Number}}"}""");
        var id = JsonNode.Parse(sent!.Body)!["data"]!["requestId"]!.ToString();
        var request = await stage.SendAsync($"GET {{base}}/v1/otp-requests/{id}", "{session:a}");
        var code = JsonNode.Parse(request!.Body)!["data"]!["testCode"]!.ToString();
        stage.Note(name, id);
        stage.Note(name + "Code", code);
        stage.Note(name + "Wrong", ((int.Parse(code, CultureInfo.InvariantCulture) + 1) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture));
    }

    private static (string Name, string Application) Split(string argument)
    {
        var parts = argument.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries);
        return (parts[0], parts[1]);
    }
}

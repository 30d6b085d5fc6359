using System.Text;
using System.Text.Json;
using Lintel.Contracts;
using Lintel.Host.Startup;

namespace Lintel.Host.Infer;

/// <summary>A contract as text, and what was found out about it.</summary>
/// <param name="Text">The YAML.</param>
/// <param name="Contract">The contract as it loads; null where it does not.</param>
/// <param name="Faults">Why it does not load.</param>
/// <param name="Samples">The errors that it was made of.</param>
/// <param name="Codes">The number of codes that were recorded.</param>
/// <param name="Same">The errors whose body the contract renders again.</param>
/// <param name="SameButMessage">The errors whose body the contract renders again with another message of their code.</param>
/// <param name="Notes">What could not be told.</param>
internal sealed record InferredContract(
    string Text,
    Contract? Contract,
    IReadOnlyList<ContractFault> Faults,
    IReadOnlyList<Sample> Samples,
    int Codes,
    IReadOnlyList<Sample> Same,
    IReadOnlyList<Sample> SameButMessage,
    IReadOnlyList<string> Notes);

/// <summary>Proposes a contract for recorded errors.</summary>
/// <param name="api">The name of the API; null for a guess.</param>
/// <param name="basePath">The base path; null for a guess.</param>
/// <param name="hosts">The hosts that the API has; empty where the recordings are of one alone.</param>
internal sealed class Inference(string? api, string? basePath, IReadOnlyList<string> hosts)
{
    private readonly Notes _notes = new();

    /// <summary>Proposes it; null where no response is an error with a JSON body.</summary>
    /// <param name="exchanges">The recordings.</param>
    /// <exception cref="StartupException">They are of several hosts, and none was chosen.</exception>
    public InferredContract? Infer(IReadOnlyList<Exchange> exchanges)
    {
        var samples = ErrorResponses.Of(RecordedHosts.Of(exchanges, hosts), _notes);
        if (samples.Count == 0)
        {
            return null;
        }

        RecordedHosts.CheckOne(samples, hosts);
        var requestId = RequestIds.Find(samples, _notes);
        var roles = new RoleFinder(samples, _notes).Find();
        NoteRoles(roles);
        var proposal = Propose(samples, roles, requestId);
        NoteConstants(proposal.Findings);
        var (text, contract, faults) = Load(proposal);
        if (contract is not null && new FaultTexts(_notes).Of(FaultsOf(samples, contract)) is { Count: > 0 } texts)
        {
            (text, contract, faults) = Load(proposal with { FaultTexts = texts });
        }

        Sample[] same = contract is null ? [] : [.. samples.Where(sample => Replay.IsSame(contract, sample))];
        Sample[] others = contract is null ? [] : [.. samples.Except(same).Where(sample => Replay.IsSameButMessage(contract, sample, roles.Message))];
        NoteWhatDiffers(samples.Except(same), others);
        var codes = proposal.Definitions.Count(definition => !definition.IsNeededOnly);
        return new InferredContract(Comments(samples.Count, codes, same.Length) + text, contract, faults, samples, codes, same, others, _notes.All);
    }

    private Proposal Propose(IReadOnlyList<Sample> samples, Roles roles, RequestIdFormat? requestId)
    {
        var style = CodeStyle.Of(samples);
        var findings = new Findings();
        var envelopes = new EnvelopeFinder(roles, _notes).Find(samples, findings, style);
        var head = new HeadFinder(samples, _notes).Find(api, basePath, requestId);
        var found = new DefinitionFinder(roles, findings, _notes).Find(envelopes);
        var definitions = NeededDefinitions.Add(found, head.Credentials.Count > 0, style);
        var headers = new HeaderFinder(samples, findings, _notes).Find(requestId);
        return new Proposal(head, envelopes, definitions, findings, FormOf(samples, roles), headers);
    }

    private void NoteRoles(Roles roles)
    {
        if (roles.Code is null && roles.CodeHeader is null)
        {
            _notes.Add("No member has the form of a code; definitions are named after their statuses.");
        }

        if (roles.Message is null)
        {
            _notes.Add("No member was taken for the message.");
        }
    }

    private static FieldErrorForm FormOf(IReadOnlyList<Sample> samples, Roles roles)
    {
        var details = roles.Details is { } path ? samples.Select(sample => sample.At(path)).OfType<JsonElement>() : [];
        return details.SelectMany(
            value => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(member => member.Value).Prepend(value) : [value])
            .Select(FieldErrorForms.Of)
            .FirstOrDefault(form => form is not null) ?? FieldErrorForm.First;
    }

    private static (string Text, Contract? Contract, IReadOnlyList<ContractFault> Faults) Load(Proposal proposal)
    {
        var text = new ContractText(proposal).Write();
        try
        {
            return (text, ContractReader.Read(text, "proposal.yaml"), []);
        }
        catch (ContractException exception)
        {
            return (text, null, exception.Faults);
        }
    }

    /// <summary>The faults of fields that bodies show, read back by the contract.</summary>
    private static IEnumerable<FieldFault> FaultsOf(IReadOnlyList<Sample> samples, Contract contract)
    {
        foreach (var sample in samples)
        {
            if (contract.TryGetError(sample.Code, out var definition))
            {
                foreach (var fault in new FillingReader(contract, definition, sample).Read().Faults)
                {
                    yield return fault;
                }
            }
        }
    }

    private void NoteConstants(Findings findings)
    {
        if (findings.Constants.Count > 0)
        {
            _notes.Add($"Taken for constants, because they were the same wherever they were recorded: {string.Join(", ", findings.Constants)}.");
        }
    }

    private void NoteWhatDiffers(IEnumerable<Sample> samples, IReadOnlyCollection<Sample> others)
    {
        foreach (var code in others.Select(sample => sample.Code).Distinct())
        {
            _notes.Add($"The messages of {code} differ, and Lintel has no argument for what differs; the others stand beside it as comments.");
        }

        foreach (var sample in samples.Except(others))
        {
            _notes.Add($"The contract does not render the body of {sample.Exchange.Place} again.");
        }
    }

    private string Comments(int responses, int codes, int same)
    {
        var text = new StringBuilder();
        text.Append("# Proposed by lintel-host infer. Review it: statuses, codes and shapes were recorded, everything else is a guess.\n");
        text.Append($"# Responses: {responses}. Codes: {codes}. Bodies that the contract renders again to the byte: {same}.\n");
        foreach (var note in _notes.All)
        {
            text.Append("# - ").Append(note).Append('\n');
        }

        return text.ToString();
    }
}

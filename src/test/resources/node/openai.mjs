// Asks the server named by its only argument with OpenAI's own client, and writes what came of it as one JSON object.
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.argv[2] + "/v1", apiKey: "none", maxRetries: 0, timeout: 60_000 });
const question = { role: "user", content: "How is Korean analysed?" };

async function failure(work) {
  try {
    await work();
    return null;
  } catch (e) {
    return { name: e.constructor.name, status: e.status, code: e.code, param: e.param, type: e.type, message: e.message };
  }
}

async function streamed(model) {
  const stream = await client.chat.completions.create({
    model,
    messages: [question],
    stream: true,
    stream_options: { include_usage: true },
  });
  const out = { text: "", pieces: 0, finish: [], annotations: [], citations: null, usage: null };
  for await (const chunk of stream) {
    const choice = chunk.choices[0];
    if (choice?.delta.content) {
      out.text += choice.delta.content;
      out.pieces++;
    }
    if (choice?.finish_reason) {
      out.finish.push(choice.finish_reason);
      out.annotations.push(...(choice.delta.annotations ?? []));
      out.citations = chunk.citations;
    }
    out.usage = chunk.usage ?? out.usage;
  }
  return out;
}

// The client's own helper puts the pieces together by OpenAI's rules.
async function gathered(model) {
  const runner = client.chat.completions.stream({ model, messages: [question] });
  return (await runner.finalChatCompletion()).choices[0];
}

const models = [];
for await (const model of client.models.list()) {
  models.push(model.id);
}
const embedder = models.find((id) => id.startsWith("nuri-multilingual"));
const texts = ["The weather is fine today.", "오늘은 날씨가 좋다."];
// The client asks for base64 and unpacks it unless told otherwise.
const packed = await client.embeddings.create({ model: embedder, input: texts });
const plain = await client.embeddings.create({ model: embedder, input: texts, encoding_format: "float" });

const result = {
  chat: await client.chat.completions.create({ model: "nuri:guide", messages: [question] }),
  stream: await streamed("nuri:guide"),
  gathered: await gathered("nuri:guide"),
  models,
  model: await client.models.retrieve("nuri:guide"),
  packed: packed.data.map((each) => each.embedding),
  plain: plain.data.map((each) => each.embedding),
  unknownModel: await failure(() => client.chat.completions.create({ model: "gpt-5", messages: [question] })),
  unknownStream: await failure(() => streamed("nuri:nowhere")),
  badField: await failure(() => client.chat.completions.create({ model: "nuri", messages: [question], n: 3 })),
};
console.log(JSON.stringify(result));
